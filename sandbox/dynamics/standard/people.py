"""Teams, users and business units.

The grammar is that of `standard/__init__.py`. Names, types, lengths and options follow the Common
Data Model that Microsoft publishes (microsoft/CDM, applicationCommon) and its table reference.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "team": """
teamid:Uniqueidentifier!s organizationid:Lookup>organization!s businessunitid:Lookup>businessunit!s
name:String160!s description:String2000 emailaddress:String100 createdon:DateTime
modifiedon:DateTime createdby:Lookup>systemuser modifiedby:Lookup>systemuser versionnumber:BigInt
importsequencenumber:Integer overriddencreatedon:DateTime administratorid:Lookup>systemuser!s
isdefault:Boolean!s yominame:String160 createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser traversedpath:String1250 queueid:Lookup>queue
transactioncurrencyid:Lookup>transactioncurrency exchangerate:Decimal[1E-10..100000000000]
teamtype:Picklist!s teamtemplateid:Uniqueidentifier regardingobjectid:Lookup>knowledgearticle
systemmanaged:Boolean!s stageid:Uniqueidentifier processid:Uniqueidentifier
""",
    "systemuser": """
systemuserid:Uniqueidentifier!s organizationid:Lookup>organization!s
businessunitid:Lookup>businessunit!s parentsystemuserid:Lookup>systemuser firstname:String64!r
salutation:String20 middlename:String50 lastname:String64!r personalemailaddress:String100
fullname:String200 nickname:String50 title:String128 internalemailaddress:String100
jobtitle:String100 mobilealertemail:String100 preferredemailcode:Picklist homephone:String50
mobilephone:String64 preferredphonecode:Picklist preferredaddresscode:Picklist photourl:String200
domainname:String1024!s passportlo:Integer[0..1000000000] createdon:DateTime
passporthi:Integer[0..1000000000] disabledreason:String500 modifiedon:DateTime
createdby:Lookup>systemuser employeeid:String100 modifiedby:Lookup>systemuser isdisabled:Boolean
governmentid:String100 versionnumber:BigInt address1_addressid:Uniqueidentifier
address1_addresstypecode:Picklist address1_name:String100 address1_line1:String1024
address1_line2:String1024 address1_line3:String1024 address1_city:String128
address1_stateorprovince:String128 address1_county:String128 address1_country:String128
address1_postofficebox:String40 address1_postalcode:String40
address1_utcoffset:Integer[-1500..1500] address1_upszone:String4 address1_latitude:Double[-90..90]
address1_telephone1:String64 address1_longitude:Double[-180..180]
address1_shippingmethodcode:Picklist address1_telephone2:String50 address1_telephone3:String50
address1_fax:String64 address2_addressid:Uniqueidentifier address2_addresstypecode:Picklist
address2_name:String100 address2_line1:String1024 address2_line2:String1024
address2_line3:String1024 address2_city:String128 address2_stateorprovince:String128
address2_county:String128 address2_country:String128 address2_postofficebox:String40
address2_postalcode:String40 address2_utcoffset:Integer[-1500..1500] address2_upszone:String4
address2_latitude:Double[-90..90] address2_telephone1:String50 address2_longitude:Double[-180..180]
address2_shippingmethodcode:Picklist address2_telephone2:String50 address2_telephone3:String50
address2_fax:String50 skills:String100 displayinserviceviews:Boolean calendarid:Uniqueidentifier
setupuser:Boolean!s windowsliveid:String1024 incomingemaildeliverymethod:Picklist!s
outgoingemaildeliverymethod:Picklist!s importsequencenumber:Integer accessmode:Picklist!s
invitestatuscode:Picklist!r overriddencreatedon:DateTime
utcconversiontimezonecode:Integer[-1..2147483647] timezoneruleversionnumber:Integer[-1..2147483647]
yomifullname:String200 yomilastname:String64 yomimiddlename:String50 yomifirstname:String64
isintegrationuser:Boolean!s defaultfilterspopulated:Boolean!s createdonbehalfby:Lookup>systemuser
queueid:Lookup>queue modifiedonbehalfby:Lookup>systemuser emailrouteraccessapproval:Picklist!s
transactioncurrencyid:Lookup>transactioncurrency exchangerate:Decimal[1E-10..100000000000]
caltype:Picklist!s islicensed:Boolean!s issyncwithdirectory:Boolean!s yammeremailaddress:String200
yammeruserid:String128 defaultmailbox:Uniqueidentifier userlicensetype:Integer!s
entityimageid:Uniqueidentifier address2_composite:String1000 address1_composite:String1000
processid:Uniqueidentifier stageid:Uniqueidentifier isemailaddressapprovedbyo365admin:Boolean!s
positionid:Lookup>position traversedpath:String1250 sharepointemailaddress:String1024
mobileofflineprofileid:Uniqueidentifier defaultodbfoldername:String200!s
applicationid:Uniqueidentifier applicationiduri:String1024
azureactivedirectoryobjectid:Uniqueidentifier identityid:Integer!s territoryid:Lookup>territory
""",
    "businessunit": """
businessunitid:Uniqueidentifier!s organizationid:Lookup>organization!s name:String160!s
description:String2000 divisionname:String100 fileasname:String100 tickersymbol:String10
stockexchange:String20 utcoffset:Integer[-1500..1500] createdon:DateTime modifiedon:DateTime
creditlimit:Double[0..1000000000] costcenter:String100 websiteurl:String200 ftpsiteurl:String200
emailaddress:String100 inheritancemask:Integer[0..1000000000] createdby:Lookup>systemuser
modifiedby:Lookup>systemuser workflowsuspended:Boolean parentbusinessunitid:Lookup>businessunit!r
isdisabled:Boolean disabledreason:String500 versionnumber:BigInt
address1_addressid:Uniqueidentifier address1_addresstypecode:Picklist address1_name:String100
address1_line1:String250 address1_line2:String250 address1_line3:String250 address1_city:String80
address1_stateorprovince:String50 address1_county:String50 address1_country:String80
address1_postofficebox:String20 address1_postalcode:String20
address1_utcoffset:Integer[-1500..1500] address1_upszone:String4 address1_latitude:Double[-90..90]
address1_telephone1:String50 address1_longitude:Double[-180..180]
address1_shippingmethodcode:Picklist address1_telephone2:String50 address1_telephone3:String50
address1_fax:String50 address2_addressid:Uniqueidentifier address2_addresstypecode:Picklist
address2_name:String100 address2_line1:String250 address2_line2:String250 address2_line3:String250
address2_city:String80 address2_stateorprovince:String50 address2_county:String50
address2_country:String80 address2_postofficebox:String20 address2_postalcode:String20
address2_utcoffset:Integer[-1500..1500] address2_upszone:String4 address2_latitude:Double[-90..90]
address2_telephone1:String50 address2_longitude:Double[-180..180]
address2_shippingmethodcode:Picklist address2_telephone2:String50 address2_telephone3:String50
address2_fax:String50 picture:String1073741823 calendarid:Uniqueidentifier
overriddencreatedon:DateTime importsequencenumber:Integer createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser transactioncurrencyid:Lookup>transactioncurrency
exchangerate:Decimal[1E-10..100000000000]
""",
}

OPTIONS: dict[str, str] = {
    "team": """
=teamtype 0 Owner; 1 Access
""",
    "systemuser": """
=preferredemailcode 1 Default Value
=preferredphonecode 1 Main Phone; 2 Other Phone; 3 Home Phone; 4 Mobile Phone
=preferredaddresscode 1 Mailing Address; 2 Other Address
=address1_addresstypecode 1 Default Value
=address1_shippingmethodcode 1 Default Value
=address2_addresstypecode 1 Default Value
=address2_shippingmethodcode 1 Default Value
=incomingemaildeliverymethod 0 None; 1 Microsoft Dynamics 365 for Outlook; 2 Server-Side
Synchronization or Email Router; 3 Forward Mailbox
=outgoingemaildeliverymethod 0 None; 1 Microsoft Dynamics 365 for Outlook; 2 Server-Side
Synchronization or Email Router
=accessmode 0 Read-Write; 1 Administrative; 2 Read; 3 Support User; 4 Non-interactive; 5 Delegated
Admin
=invitestatuscode 0 Invitation Not Sent; 1 Invited; 2 Invitation Near Expired; 3 Invitation
Expired; 4 Invitation Accepted; 5 Invitation Rejected; 6 Invitation Revoked
=emailrouteraccessapproval 0 Empty; 1 Approved; 2 Pending Approval; 3 Rejected
=caltype 0 Professional; 1 Administrative; 2 Basic; 3 Device Professional; 4 Device Basic; 5
Essential; 6 Device Essential; 7 Enterprise; 8 Device Enterprise; 9 Sales; 10 Service; 11 Field
Service; 12 Project Service
""",
    "businessunit": """
=address1_addresstypecode 1 Default Value
=address1_shippingmethodcode 1 Default Value
=address2_addresstypecode 1 Default Value
=address2_shippingmethodcode 1 Default Value
""",
}
