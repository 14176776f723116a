"""Tables that an organisation keeps about itself: publishers, solutions, messages, roles.

The grammar is that of `standard/__init__.py`; only what a connector reads or writes is here.
"""

from __future__ import annotations

COLUMNS: dict[str, str] = {
    "organization": """
organizationid:Uniqueidentifier!s name:String160!r languagecode:Integer
basecurrencyid:Lookup>transactioncurrency orgdborgsettings:Memo100000
expirechangetrackingindays:Integer pricingdecimalprecision:Integer[0..4]
isduplicatedetectionenabled:Boolean maxuploadfilesize:Integer
""",
    "publisher": """
publisherid:Uniqueidentifier!s uniquename:String256!r friendlyname:String256!r
customizationprefix:String8 customizationoptionvalueprefix:Integer[0..99999]
description:String2000 isreadonly:Boolean!o emailaddress:String100 supportingwebsiteurl:String200
""",
    "solution": """
solutionid:Uniqueidentifier!s uniquename:String65!r friendlyname:String256!r version:String256!r
publisherid:Lookup>publisher!r description:String2000 ismanaged:Boolean!o isvisible:Boolean!o
installedon:DateTime!o
""",
    "solutioncomponent": """
solutioncomponentid:Uniqueidentifier!s componenttype:Picklist!o objectid:Uniqueidentifier!o
solutionid:Lookup>solution!o rootcomponentbehavior:Integer!o ismetadata:Boolean!o
""",
    "sdkmessage": """
sdkmessageid:Uniqueidentifier!s name:String256
""",
    "sdkmessagefilter": """
sdkmessagefilterid:Uniqueidentifier!s sdkmessageid:Lookup>sdkmessage
primaryobjecttypecode:String100
""",
    "role": """
roleid:Uniqueidentifier!s name:String100!r businessunitid:Lookup>businessunit
""",
}

OPTIONS: dict[str, str] = {
    "solutioncomponent": """
=componenttype 1 Entity; 2 Attribute; 3 Relationship; 9 Option Set; 10 Entity Relationship; 14
Entity Key
""",
}
