"""Quotes, their lines and closing activities, and CRM's own invoices.

The grammar is that of `standard/__init__.py`. Names, types, lengths and options follow the Common
Data Model that Microsoft publishes (microsoft/CDM, applicationCommon) and its table reference.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "quote": """
quoteid:Uniqueidentifier!s emailaddress:String100 name:String300!r processid:Uniqueidentifier
stageid:Uniqueidentifier traversedpath:String1250 billto_addressid:Uniqueidentifier
billto_city:String80 billto_composite:String1000 billto_contactname:String150
billto_country:String80 billto_fax:String50 billto_line1:String250 billto_line2:String250
billto_line3:String250 billto_name:String200 billto_postalcode:String20
billto_stateorprovince:String50 billto_telephone:String50 closedon:DateTime description:String2000
discountamount:Money[0..1000000000000] transactioncurrencyid:Lookup>transactioncurrency!r
exchangerate:Decimal[1E-10..100000000000] discountamount_base:Base
discountpercentage:Decimal[0..100] effectivefrom:DateTime effectiveto:DateTime expireson:DateTime
freightamount:Money[0..1000000000000] freightamount_base:Base freighttermscode:Picklist
opportunityid:Lookup>opportunity paymenttermscode:Picklist pricelevelid:Lookup>pricelevel!r
pricingerrorcode:Picklist quotenumber:String100!s requestdeliveryby:DateTime
revisionnumber:Integer[0..2147483647]!s shippingmethodcode:Picklist
shipto_addressid:Uniqueidentifier shipto_city:String80 shipto_composite:String1000
shipto_contactname:String150 shipto_country:String80 shipto_fax:String50
shipto_freighttermscode:Picklist shipto_line1:String250 shipto_line2:String250
shipto_line3:String250 shipto_name:String200 shipto_postalcode:String20
shipto_stateorprovince:String50 shipto_telephone:String50 statecode:State!s statuscode:Status
totalamount:Money[-922337203685477..922337203685477] totalamount_base:Base
totalamountlessfreight:Money[-922337203685477..922337203685477] totalamountlessfreight_base:Base
totaldiscountamount:Money[-922337203685477..922337203685477] totaldiscountamount_base:Base
totallineitemamount:Money[-922337203685477..922337203685477] totallineitemamount_base:Base
totallineitemdiscountamount:Money[-922337203685477..922337203685477]
totallineitemdiscountamount_base:Base totaltax:Money[-922337203685477..922337203685477]
totaltax_base:Base willcall:Boolean onholdtime:Integer lastonholdtime:DateTime slaid:Lookup>sla
slainvokedid:Lookup>sla accountid:Uniqueidentifier contactid:Uniqueidentifier
campaignid:Lookup>campaign ownerid:Owner>systemuser|team!s owningbusinessunit:Lookup>businessunit
owninguser:Lookup>systemuser!o owningteam:Lookup>team!o createdon:DateTime!o modifiedon:DateTime!o
createdby:Lookup>systemuser!o modifiedby:Lookup>systemuser!o createdonbehalfby:Lookup>systemuser!o
modifiedonbehalfby:Lookup>systemuser!o versionnumber:BigInt!o overriddencreatedon:DateTime
importsequencenumber:Integer timezoneruleversionnumber:Integer utcconversiontimezonecode:Integer
customerid:Customer>account|contact!r quotecreationmethod:Picklist
""",
    "quotedetail": """
quotedetailid:Uniqueidentifier quoteid:Lookup>quote productid:Lookup>product uomid:Lookup>uom
transactioncurrencyid:Lookup>transactioncurrency salesrepid:Lookup>systemuser
parentbundleid:Uniqueidentifier parentbundleidref:Lookup>quotedetail quotedetailname:String
productdescription:String500 isproductoverridden:Boolean ispriceoverridden:Boolean quantity:Decimal
priceperunit:Money baseamount:Money extendedamount:Money manualdiscountamount:Money
volumediscountamount:Money tax:Money lineitemnumber:Integer sequencenumber:Integer
producttypecode:Picklist pricingerrorcode:Picklist requestdeliveryby:DateTime description:Memo2000
""",
    "quoteclose": """
activityid:Uniqueidentifier subject:String200 description:String2000 statecode:State!s
statuscode:Status
regardingobjectid:Lookup>bookableresourcebooking|bookableresourcebookingheader|campaignactivity|case|entitlement|knowledgearticle|knowledgebaserecord|quickcampaign|site|account|campaign|lead|opportunity|quote
transactioncurrencyid:Lookup>transactioncurrency exchangerate:Decimal[1E-10..100000000000]
traversedpath:String1250 processid:Uniqueidentifier stageid:Uniqueidentifier slaid:Lookup>sla
slainvokedid:Lookup>sla onholdtime:Integer lastonholdtime:DateTime serviceid:Lookup>service
quoteid:Lookup>quote quotenumber:String100 revision:Integer[0..1000000000]
createdbyexternalparty:Uniqueidentifier modifiedbyexternalparty:Uniqueidentifier
""",
    "invoice": """
invoiceid:Uniqueidentifier!s emailaddress:String100 name:String300!r processid:Uniqueidentifier
stageid:Uniqueidentifier traversedpath:String1250 billto_city:String80 billto_composite:String1000
billto_country:String80 billto_fax:String50 billto_line1:String250 billto_line2:String250
billto_line3:String250 billto_name:String200 billto_postalcode:String20
billto_stateorprovince:String50 billto_telephone:String50 datedelivered:DateTime
description:String2000 discountamount:Money[0..1000000000000]
transactioncurrencyid:Lookup>transactioncurrency!r exchangerate:Decimal[1E-10..100000000000]
discountamount_base:Base discountpercentage:Decimal[0..100] duedate:DateTime
freightamount:Money[0..1000000000000] freightamount_base:Base invoicenumber:String100!s
ispricelocked:Boolean!r lastbackofficesubmit:DateTime opportunityid:Lookup>opportunity
paymenttermscode:Picklist pricelevelid:Lookup>pricelevel!r pricingerrorcode:Picklist
prioritycode:Picklist salesorderid:Lookup>salesorder shippingmethodcode:Picklist
shipto_city:String80 shipto_composite:String1000 shipto_country:String80 shipto_fax:String50
shipto_freighttermscode:Picklist shipto_line1:String250 shipto_line2:String250
shipto_line3:String250 shipto_name:String200 shipto_postalcode:String20
shipto_stateorprovince:String50 shipto_telephone:String50 statecode:State!s statuscode:Status
totalamount:Money[-922337203685477..922337203685477] totalamount_base:Base
totalamountlessfreight:Money[-922337203685477..922337203685477] totalamountlessfreight_base:Base
totaldiscountamount:Money[-922337203685477..922337203685477] totaldiscountamount_base:Base
totallineitemamount:Money[-922337203685477..922337203685477] totallineitemamount_base:Base
totallineitemdiscountamount:Money[-922337203685477..922337203685477]
totallineitemdiscountamount_base:Base totaltax:Money[-922337203685477..922337203685477]
totaltax_base:Base willcall:Boolean slaid:Lookup>sla slainvokedid:Lookup>sla onholdtime:Integer
lastonholdtime:DateTime entityimageid:Uniqueidentifier accountid:Uniqueidentifier
contactid:Uniqueidentifier ownerid:Owner>systemuser|team!s owningbusinessunit:Lookup>businessunit
owninguser:Lookup>systemuser!o owningteam:Lookup>team!o createdon:DateTime!o modifiedon:DateTime!o
createdby:Lookup>systemuser!o modifiedby:Lookup>systemuser!o createdonbehalfby:Lookup>systemuser!o
modifiedonbehalfby:Lookup>systemuser!o versionnumber:BigInt!o overriddencreatedon:DateTime
importsequencenumber:Integer timezoneruleversionnumber:Integer utcconversiontimezonecode:Integer
""",
}

OPTIONS: dict[str, str] = {
    "quote": """
=freighttermscode 1 FOB; 2 No Charge
=paymenttermscode 1 Net 30; 2 2% 10, Net 30; 3 Net 45; 4 Net 60
=pricingerrorcode 0 None; 1 Detail Error; 2 Missing Price Level; 3 Inactive Price Level; 4 Missing
Quantity; 5 Missing Unit Price; 6 Missing Product; 7 Invalid Product; 8 Missing Pricing Code; 9
Invalid Pricing Code; 10 Missing UOM; 11 Product Not In Price Level; 12 Missing Price Level Amount;
13 Missing Price Level Percentage; 14 Missing Price; 15 Missing Current Cost; 16 Missing Standard
Cost; 17 Invalid Price Level Amount; 18 Invalid Price Level Percentage; 19 Invalid Price; 20
Invalid Current Cost; 21 Invalid Standard Cost; 22 Invalid Rounding Policy; 23 Invalid Rounding
Option; 24 Invalid Rounding Amount; 25 Price Calculation Error; 26 Invalid Discount Type; 27
Discount Type Invalid State; 28 Invalid Discount; 29 Invalid Quantity; 30 Invalid Pricing
Precision; 31 Missing Product Default UOM; 32 Missing Product UOM Schedule; 33 Inactive Discount
Type; 34 Invalid Price Level Currency; 35 Price Attribute Out Of Range; 36 Base Currency Attribute
Overflow; 37 Base Currency Attribute Underflow
=quotecreationmethod 776160000 Unknown; 776160001 Revision
=shippingmethodcode 1 Airborne; 2 DHL; 3 FedEx; 4 UPS; 5 Postal Mail; 6 Full Load; 7 Will Call
=shipto_freighttermscode 1 Default Value
=statecode 0 Draft; 1 Active; 2 Won; 3 Closed
=statuscode 1@0 In Progress; 2@1 In Progress; 3@1 Open; 4@2 Won; 5@3 Lost; 6@3 Canceled; 7@3
Revised
""",
    "quotedetail": """
=producttypecode 1 Product; 2 Bundle; 3 Required Bundle Product; 4 Optional Bundle Product; 5
Project-based Service
""",
    "quoteclose": """
=statecode 0 Open; 1 Completed; 2 Canceled
=statuscode 1@0 Open; 2@1 Completed; 3@2 Canceled
""",
    "invoice": """
=paymenttermscode 1 Net 30; 2 2% 10, Net 30; 3 Net 45; 4 Net 60
=pricingerrorcode 0 None; 1 Detail Error; 2 Missing Price Level; 3 Inactive Price Level; 4 Missing
Quantity; 5 Missing Unit Price; 6 Missing Product; 7 Invalid Product; 8 Missing Pricing Code; 9
Invalid Pricing Code; 10 Missing UOM; 11 Product Not In Price Level; 12 Missing Price Level Amount;
13 Missing Price Level Percentage; 14 Missing Price; 15 Missing Current Cost; 16 Missing Standard
Cost; 17 Invalid Price Level Amount; 18 Invalid Price Level Percentage; 19 Invalid Price; 20
Invalid Current Cost; 21 Invalid Standard Cost; 22 Invalid Rounding Policy; 23 Invalid Rounding
Option; 24 Invalid Rounding Amount; 25 Price Calculation Error; 26 Invalid Discount Type; 27
Discount Type Invalid State; 28 Invalid Discount; 29 Invalid Quantity; 30 Invalid Pricing
Precision; 31 Missing Product Default UOM; 32 Missing Product UOM Schedule; 33 Inactive Discount
Type; 34 Invalid Price Level Currency; 35 Price Attribute Out Of Range; 36 Base Currency Attribute
Overflow; 37 Base Currency Attribute Underflow
=prioritycode 1 Default Value
=shippingmethodcode 1 Airborne; 2 DHL; 3 FedEx; 4 UPS; 5 Postal Mail; 6 Full Load; 7 Will Call
=shipto_freighttermscode 1 Default Value
=statecode 0 Active; 1 Closed (deprecated); 2 Paid; 3 Canceled
=statuscode 1@0 New; 2@0 Partially Shipped; 3@1 Canceled (deprecated); 4@0 Billed; 5@0 Booked
(applies to services); 6@0 Installed (applies to services); 7@1 Paid in Full (deprecated); 100001@2
Complete; 100002@2 Partial; 100003@3 Canceled
""",
}
