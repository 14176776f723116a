"""Accounts, contacts and their addresses.

The grammar is that of `standard/__init__.py`. Names, types, lengths and options follow the Common
Data Model that Microsoft publishes (microsoft/CDM, applicationCommon) and its table reference.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "account": """
accountid:Uniqueidentifier!s accountcategorycode:Picklist customersizecode:Picklist
preferredcontactmethodcode:Picklist customertypecode:Picklist accountratingcode:Picklist
industrycode:Picklist territorycode:Picklist accountclassificationcode:Picklist
businesstypecode:Picklist traversedpath:String1250 paymenttermscode:Picklist
shippingmethodcode:Picklist primarycontactid:Lookup>contact participatesinworkflow:Boolean
name:String160!r accountnumber:String20 revenue:Money[0..100000000000000]
numberofemployees:Integer[0..1000000000] description:String2000 sic:String20 ownershipcode:Picklist
marketcap:Money[0..100000000000000] sharesoutstanding:Integer[0..1000000000] tickersymbol:String10
stockexchange:String20 websiteurl:String200 ftpsiteurl:String200 emailaddress1:String100
emailaddress2:String100 emailaddress3:String100 donotphone:Boolean donotfax:Boolean
telephone1:String50 donotemail:Boolean telephone2:String50 fax:String50 telephone3:String50
donotpostalmail:Boolean donotbulkemail:Boolean donotbulkpostalmail:Boolean
creditlimit:Money[0..100000000000000] creditonhold:Boolean parentaccountid:Lookup>account
aging30:Money[0..100000000000000] statecode:State!s aging60:Money[0..100000000000000]
statuscode:Status aging90:Money[0..100000000000000] preferredappointmentdaycode:Picklist
preferredsystemuserid:Lookup>systemuser preferredappointmenttimecode:Picklist merged:Boolean
donotsendmm:Boolean masterid:Lookup>account lastusedincampaign:DateTime
exchangerate:Decimal[1E-10..100000000000] transactioncurrencyid:Lookup>transactioncurrency
creditlimit_base:Base aging30_base:Base revenue_base:Base aging90_base:Base marketcap_base:Base
aging60_base:Base yominame:String160 stageid:Uniqueidentifier processid:Uniqueidentifier
entityimageid:Uniqueidentifier timespentbymeonemailandmeetings:String1250
createdbyexternalparty:Uniqueidentifier modifiedbyexternalparty:Uniqueidentifier
primarysatoriid:String200 primarytwitterid:String128 slaid:Lookup>sla slainvokedid:Lookup>sla
onholdtime:Integer lastonholdtime:DateTime followemail:Boolean marketingonly:Boolean
defaultpricelevelid:Lookup>pricelevel originatingleadid:Lookup>lead
preferredequipmentid:Lookup>facilityequipment preferredserviceid:Lookup>service
territoryid:Lookup>territory opendeals:Integer opendeals_date:DateTime opendeals_state:Integer
openrevenue:Money[-922337203685477..922337203685477] openrevenue_base:Base
openrevenue_date:DateTime openrevenue_state:Integer address1_addressid:Uniqueidentifier
address1_addresstypecode:Picklist address1_city:String80 address1_composite:Memo1000!o
address1_country:String80 address1_county:String50 address1_fax:String50
address1_freighttermscode:Picklist address1_latitude:Double address1_line1:String250
address1_line2:String250 address1_line3:String250 address1_longitude:Double address1_name:String200
address1_postalcode:String20 address1_postofficebox:String20 address1_primarycontactname:String100
address1_shippingmethodcode:Picklist address1_stateorprovince:String50 address1_telephone1:String50
address1_telephone2:String50 address1_telephone3:String50 address1_upszone:String4
address1_utcoffset:Integer address2_addressid:Uniqueidentifier address2_addresstypecode:Picklist
address2_city:String80 address2_composite:Memo1000!o address2_country:String80
address2_county:String50 address2_fax:String50 address2_freighttermscode:Picklist
address2_latitude:Double address2_line1:String250 address2_line2:String250 address2_line3:String250
address2_longitude:Double address2_name:String200 address2_postalcode:String20
address2_postofficebox:String20 address2_primarycontactname:String100
address2_shippingmethodcode:Picklist address2_stateorprovince:String50 address2_telephone1:String50
address2_telephone2:String50 address2_telephone3:String50 address2_upszone:String4
address2_utcoffset:Integer ownerid:Owner>systemuser|team!s owningbusinessunit:Lookup>businessunit
owninguser:Lookup>systemuser!o owningteam:Lookup>team!o createdon:DateTime!o modifiedon:DateTime!o
createdby:Lookup>systemuser!o modifiedby:Lookup>systemuser!o createdonbehalfby:Lookup>systemuser!o
modifiedonbehalfby:Lookup>systemuser!o versionnumber:BigInt!o overriddencreatedon:DateTime
importsequencenumber:Integer timezoneruleversionnumber:Integer utcconversiontimezonecode:Integer
""",
    "contact": """
contactid:Uniqueidentifier!s customersizecode:Picklist customertypecode:Picklist
preferredcontactmethodcode:Picklist leadsourcecode:Picklist paymenttermscode:Picklist
shippingmethodcode:Picklist accountid:Uniqueidentifier participatesinworkflow:Boolean
isbackofficecustomer:Boolean salutation:String100 jobtitle:String100 firstname:String50
department:String100 nickname:String100 middlename:String50 lastname:String50!r suffix:String10
yomifirstname:String150 fullname:String160 yomimiddlename:String150 yomilastname:String150
anniversary:DateTime birthdate:DateTime governmentid:String50 yomifullname:String450
description:String2000 employeeid:String50 gendercode:Picklist
annualincome:Money[0..100000000000000] haschildrencode:Picklist educationcode:Picklist
websiteurl:String200 familystatuscode:Picklist ftpsiteurl:String200 emailaddress1:String100
spousesname:String100 assistantname:String100 emailaddress2:String100 assistantphone:String50
emailaddress3:String100 donotphone:Boolean managername:String100 managerphone:String50
donotfax:Boolean donotemail:Boolean donotpostalmail:Boolean donotbulkemail:Boolean
donotbulkpostalmail:Boolean accountrolecode:Picklist territorycode:Picklist
creditlimit:Money[0..100000000000000] creditonhold:Boolean numberofchildren:Integer[0..1000000000]
childrensnames:String255 mobilephone:String50 pager:String50 telephone1:String50
telephone2:String50 telephone3:String50 fax:String50 aging30:Money[0..100000000000000]
statecode:State!s aging60:Money[0..100000000000000] statuscode:Status
aging90:Money[0..100000000000000] parentcontactid:Uniqueidentifier
preferredsystemuserid:Lookup>systemuser masterid:Lookup>contact
preferredappointmentdaycode:Picklist preferredappointmenttimecode:Picklist donotsendmm:Boolean
parentcustomerid:Lookup>account|contact merged:Boolean externaluseridentifier:String50
lastusedincampaign:DateTime transactioncurrencyid:Lookup>transactioncurrency
exchangerate:Decimal[1E-10..100000000000] annualincome_base:Base creditlimit_base:Base
aging60_base:Base aging90_base:Base aging30_base:Base stageid:Uniqueidentifier
processid:Uniqueidentifier entityimageid:Uniqueidentifier traversedpath:String1250 slaid:Lookup>sla
slainvokedid:Lookup>sla onholdtime:Integer lastonholdtime:DateTime followemail:Boolean
timespentbymeonemailandmeetings:String1250 business2:String50 callback:String50 company:String50
home2:String50 createdbyexternalparty:Uniqueidentifier modifiedbyexternalparty:Uniqueidentifier
marketingonly:Boolean defaultpricelevelid:Lookup>pricelevel originatingleadid:Lookup>lead
preferredequipmentid:Lookup>facilityequipment preferredserviceid:Lookup>service
address1_addressid:Uniqueidentifier address1_addresstypecode:Picklist address1_city:String80
address1_composite:Memo1000!o address1_country:String80 address1_county:String50
address1_fax:String50 address1_freighttermscode:Picklist address1_latitude:Double
address1_line1:String250 address1_line2:String250 address1_line3:String250
address1_longitude:Double address1_name:String200 address1_postalcode:String20
address1_postofficebox:String20 address1_primarycontactname:String100
address1_shippingmethodcode:Picklist address1_stateorprovince:String50 address1_telephone1:String50
address1_telephone2:String50 address1_telephone3:String50 address1_upszone:String4
address1_utcoffset:Integer address2_addressid:Uniqueidentifier address2_addresstypecode:Picklist
address2_city:String80 address2_composite:Memo1000!o address2_country:String80
address2_county:String50 address2_fax:String50 address2_freighttermscode:Picklist
address2_latitude:Double address2_line1:String250 address2_line2:String250 address2_line3:String250
address2_longitude:Double address2_name:String200 address2_postalcode:String20
address2_postofficebox:String20 address2_primarycontactname:String100
address2_shippingmethodcode:Picklist address2_stateorprovince:String50 address2_telephone1:String50
address2_telephone2:String50 address2_telephone3:String50 address2_upszone:String4
address2_utcoffset:Integer address3_addressid:Uniqueidentifier address3_addresstypecode:Picklist
address3_city:String80 address3_composite:Memo1000!o address3_country:String80
address3_county:String50 address3_fax:String50 address3_freighttermscode:Picklist
address3_latitude:Double address3_line1:String250 address3_line2:String250 address3_line3:String250
address3_longitude:Double address3_name:String200 address3_postalcode:String20
address3_postofficebox:String20 address3_primarycontactname:String100
address3_shippingmethodcode:Picklist address3_stateorprovince:String50 address3_telephone1:String50
address3_telephone2:String50 address3_telephone3:String50 address3_upszone:String4
address3_utcoffset:Integer ownerid:Owner>systemuser|team!s owningbusinessunit:Lookup>businessunit
owninguser:Lookup>systemuser!o owningteam:Lookup>team!o createdon:DateTime!o modifiedon:DateTime!o
createdby:Lookup>systemuser!o modifiedby:Lookup>systemuser!o createdonbehalfby:Lookup>systemuser!o
modifiedonbehalfby:Lookup>systemuser!o versionnumber:BigInt!o overriddencreatedon:DateTime
importsequencenumber:Integer timezoneruleversionnumber:Integer utcconversiontimezonecode:Integer
""",
    "customeraddress": """
parentid:Lookup>account|contact!s customeraddressid:Uniqueidentifier!s
addressnumber:Integer[0..1000000000] objecttypecode:Picklist!s addresstypecode:Picklist
name:String200!r primarycontactname:String150 line1:String250!r line2:String250 line3:String250
city:String80 stateorprovince:String50 county:String50 country:String80 postofficebox:String20
postalcode:String20 utcoffset:Integer[-1500..1500] freighttermscode:Picklist upszone:String4
latitude:Double[-90..90] telephone1:String50 longitude:Double[-180..180]
shippingmethodcode:Picklist telephone2:String50 telephone3:String50 fax:String50
versionnumber:BigInt createdby:Lookup>systemuser createdon:DateTime modifiedby:Lookup>systemuser
modifiedon:DateTime owningbusinessunit:Uniqueidentifier owninguser:Uniqueidentifier
timezoneruleversionnumber:Integer[-1..2147483647] overriddencreatedon:DateTime
utcconversiontimezonecode:Integer[-1..2147483647] importsequencenumber:Integer
createdonbehalfby:Lookup>systemuser modifiedonbehalfby:Lookup>systemuser
transactioncurrencyid:Lookup>transactioncurrency exchangerate:Decimal[1E-10..100000000000]
composite:String1000
""",
}

OPTIONS: dict[str, str] = {
    "account": """
=accountcategorycode 1 Preferred Customer; 2 Standard
=customersizecode 1 Default Value
=preferredcontactmethodcode 1 Any; 2 Email; 3 Phone; 4 Fax; 5 Mail
=customertypecode 1 Competitor; 2 Consultant; 3 Customer; 4 Investor; 5 Partner; 6 Influencer; 7
Press; 8 Prospect; 9 Reseller; 10 Supplier; 11 Vendor; 12 Other
=accountratingcode 1 Default Value
=industrycode 1 Accounting; 2 Agriculture and Non-petrol Natural Resource Extraction; 3
Broadcasting Printing and Publishing; 4 Brokers; 5 Building Supply Retail; 6 Business Services; 7
Consulting; 8 Consumer Services; 9 Design, Direction and Creative Management; 10 Distributors,
Dispatchers and Processors; 11 Doctor's Offices and Clinics; 12 Durable Manufacturing; 13 Eating
and Drinking Places; 14 Entertainment Retail; 15 Equipment Rental and Leasing; 16 Financial; 17
Food and Tobacco Processing; 18 Inbound Capital Intensive Processing; 19 Inbound Repair and
Services; 20 Insurance; 21 Legal Services; 22 Non-Durable Merchandise Retail; 23 Outbound Consumer
Service; 24 Petrochemical Extraction and Distribution; 25 Service Retail; 26 SIG Affiliations; 27
Social Services; 28 Special Outbound Trade Contractors; 29 Specialty Realty; 30 Transportation; 31
Utility Creation and Distribution; 32 Vehicle Retail; 33 Wholesale
=territorycode 1 Default Value
=accountclassificationcode 1 Default Value
=businesstypecode 1 Default Value
=paymenttermscode 1 Net 30; 2 2% 10, Net 30; 3 Net 45; 4 Net 60
=shippingmethodcode 1 Default Value
=ownershipcode 1 Public; 2 Private; 3 Subsidiary; 4 Other
=statecode 0 Active; 1 Inactive
=statuscode 1@0 Active; 2@1 Inactive
=preferredappointmentdaycode 0 Sunday; 1 Monday; 2 Tuesday; 3 Wednesday; 4 Thursday; 5 Friday; 6
Saturday
=preferredappointmenttimecode 1 Morning; 2 Afternoon; 3 Evening
=address1_addresstypecode 1 Bill To; 2 Ship To; 3 Primary; 4 Other
=address2_addresstypecode 1 Default Value
""",
    "contact": """
=customersizecode 1 Default Value
=customertypecode 1 Default Value
=preferredcontactmethodcode 1 Any; 2 Email; 3 Phone; 4 Fax; 5 Mail
=leadsourcecode 1 Default Value
=paymenttermscode 1 Net 30; 2 2% 10, Net 30; 3 Net 45; 4 Net 60
=shippingmethodcode 1 Default Value
=gendercode 1 Male; 2 Female
=haschildrencode 1 Default Value
=educationcode 1 Default Value
=familystatuscode 1 Single; 2 Married; 3 Divorced; 4 Widowed
=accountrolecode 1 Decision Maker; 2 Employee; 3 Influencer
=territorycode 1 Default Value
=statecode 0 Active; 1 Inactive
=statuscode 1@0 Active; 2@1 Inactive
=preferredappointmentdaycode 0 Sunday; 1 Monday; 2 Tuesday; 3 Wednesday; 4 Thursday; 5 Friday; 6
Saturday
=preferredappointmenttimecode 1 Morning; 2 Afternoon; 3 Evening
=address1_addresstypecode 1 Bill To; 2 Ship To; 3 Primary; 4 Other
=address2_addresstypecode 1 Default Value
=address3_addresstypecode 1 Default Value
""",
    "customeraddress": """
=objecttypecode 1 Account; 2 Contact
=addresstypecode 1 Bill To; 2 Ship To; 3 Primary; 4 Other
=freighttermscode 1 FOB; 2 No Charge
=shippingmethodcode 1 Airborne; 2 DHL; 3 FedEx; 4 UPS; 5 Postal Mail; 6 Full Load; 7 Will Call
""",
}
