"""Products, price lists, units and currencies.

The grammar is that of `standard/__init__.py`. Names, types, lengths and options follow the Common
Data Model that Microsoft publishes (microsoft/CDM, applicationCommon) and its table reference.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "product": """
productid:Uniqueidentifier!s createdon:DateTime createdby:Lookup>systemuser modifiedon:DateTime
modifiedby:Lookup>systemuser createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser organizationid:Lookup>organization!s versionnumber:BigInt
importsequencenumber:Integer overriddencreatedon:DateTime
timezoneruleversionnumber:Integer[-1..2147483647] utcconversiontimezonecode:Integer[-1..2147483647]
name:String100!r processid:Uniqueidentifier stageid:Uniqueidentifier traversedpath:String1250
vendorid:String100 validfromdate:DateTime validtodate:DateTime currentcost:Money[0..1000000000000]
transactioncurrencyid:Lookup>transactioncurrency exchangerate:Decimal[1E-10..100000000000]
currentcost_base:Base defaultuomid:Lookup>uom!r defaultuomscheduleid:Lookup>uomschedule!r
description:String2000 iskit:Boolean isstockitem:Boolean parentproductid:Lookup>product
price:Money[0..1000000000000] price_base:Base productstructure:Picklist!s productnumber:String100!s
producttypecode:Picklist producturl:String255 quantitydecimal:Integer[0..5]!r
quantityonhand:Decimal[0..1000000000] size:String200 standardcost:Money[0..1000000000000]
standardcost_base:Base statecode:State!s statuscode:Status stockvolume:Decimal[0..1000000000]
stockweight:Decimal[0..1000000000] suppliername:String100 vendorname:String100
vendorpartnumber:String100 hierarchypath:String450 pricelevelid:Lookup>pricelevel
subjectid:Uniqueidentifier entityimageid:Uniqueidentifier createdbyexternalparty:Uniqueidentifier
modifiedbyexternalparty:Uniqueidentifier
""",
    "pricelevel": """
pricelevelid:Uniqueidentifier!s createdon:DateTime createdby:Lookup>systemuser modifiedon:DateTime
modifiedby:Lookup>systemuser createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser organizationid:Lookup>organization!s versionnumber:BigInt
importsequencenumber:Integer overriddencreatedon:DateTime
timezoneruleversionnumber:Integer[-1..2147483647] utcconversiontimezonecode:Integer[-1..2147483647]
name:String100!s begindate:DateTime description:String2000 enddate:DateTime
freighttermscode:Picklist paymentmethodcode:Picklist shippingmethodcode:Picklist statecode:State!s
statuscode:Status exchangerate:Decimal[1E-10..100000000000]
transactioncurrencyid:Lookup>transactioncurrency!r
""",
    "productpricelevel": """
productpricelevelid:Uniqueidentifier!s createdon:DateTime createdby:Lookup>systemuser
modifiedon:DateTime modifiedby:Lookup>systemuser createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser versionnumber:BigInt importsequencenumber:Integer
overriddencreatedon:DateTime timezoneruleversionnumber:Integer[-1..2147483647]
utcconversiontimezonecode:Integer[-1..2147483647] processid:Uniqueidentifier
stageid:Uniqueidentifier traversedpath:String1250 amount:Money[0..100000000000000]!r
transactioncurrencyid:Lookup>transactioncurrency exchangerate:Decimal[1E-10..100000000000]
amount_base:Base organizationid:Uniqueidentifier!s percentage:Decimal[0..1000000000]!r
pricelevelid:Lookup>pricelevel!s pricingmethodcode:Picklist!r productid:Lookup>product!s
productnumber:String100!s quantitysellingcode:Picklist!r
roundingoptionamount:Money[-100000000000000..100000000000000]!r roundingoptionamount_base:Base
roundingoptioncode:Picklist!r roundingpolicycode:Picklist!r uomid:Lookup>uom!r
uomscheduleid:Lookup>uomschedule
""",
    "uom": """
uomid:Uniqueidentifier!s createdon:DateTime createdby:Lookup>systemuser modifiedon:DateTime
modifiedby:Lookup>systemuser createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser versionnumber:BigInt importsequencenumber:Integer
overriddencreatedon:DateTime timezoneruleversionnumber:Integer[-1..2147483647]
utcconversiontimezonecode:Integer[-1..2147483647] name:String100!s baseuom:Lookup>uom!r
isschedulebaseuom:Boolean organizationid:Uniqueidentifier!s quantity:Decimal[0..10000000000]!r
uomscheduleid:Lookup>uomschedule!s createdbyexternalparty:Uniqueidentifier
modifiedbyexternalparty:Uniqueidentifier
""",
    "uomschedule": """
uomscheduleid:Uniqueidentifier!s createdon:DateTime createdby:Lookup>systemuser modifiedon:DateTime
modifiedby:Lookup>systemuser createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser organizationid:Lookup>organization!s versionnumber:BigInt
importsequencenumber:Integer overriddencreatedon:DateTime
timezoneruleversionnumber:Integer[-1..2147483647] utcconversiontimezonecode:Integer[-1..2147483647]
name:String200!s baseuomname:String100 description:String2000 statecode:State!s statuscode:Status
createdbyexternalparty:Uniqueidentifier modifiedbyexternalparty:Uniqueidentifier
""",
    "transactioncurrency": """
statuscode:Status modifiedon:DateTime statecode:State!s versionnumber:BigInt
modifiedby:Lookup>systemuser importsequencenumber:Integer overriddencreatedon:DateTime
createdon:DateTime transactioncurrencyid:Uniqueidentifier!s
exchangerate:Decimal[1E-10..100000000000]!s currencysymbol:String10!s currencyname:String100!s
createdby:Lookup>systemuser isocurrencycode:String5!s organizationid:Lookup>organization!s
currencyprecision:Integer[0..4]!s createdonbehalfby:Lookup>systemuser
modifiedonbehalfby:Lookup>systemuser entityimageid:Uniqueidentifier
""",
}

OPTIONS: dict[str, str] = {
    "product": """
=productstructure 1 Product; 2 Product Family; 3 Product Bundle
=producttypecode 1 Sales Inventory; 2 Miscellaneous Charges; 3 Services; 4 Flat Fees
=statecode 0 Active; 1 Retired; 2 Draft; 3 Under Revision
=statuscode 0@2 Draft; 1@0 Active; 2@1 Retired; 3@3 Under Revision
""",
    "pricelevel": """
=freighttermscode 1 Default Value
=paymentmethodcode 1 Default Value
=shippingmethodcode 1 Default Value
=statecode 0 Active; 1 Inactive
=statuscode 100001@0 Active; 100002@1 Inactive
""",
    "productpricelevel": """
=pricingmethodcode 1 Currency Amount; 2 Percent of List; 3 Percent Markup - Current Cost; 4 Percent
Margin - Current Cost; 5 Percent Markup - Standard Cost; 6 Percent Margin - Standard Cost
=quantitysellingcode 1 No Control; 2 Whole; 3 Whole and Fractional
=roundingoptioncode 1 Ends in; 2 Multiple of
=roundingpolicycode 1 None; 2 Up; 3 Down; 4 To Nearest
""",
    "uomschedule": """
=statecode 0 Active; 1 Inactive
=statuscode 1@0 Active; 2@1 Inactive
""",
    "transactioncurrency": """
=statuscode 1@0 Active; 2@1 Inactive
=statecode 0 Active; 1 Inactive
""",
}
