"""Cash entries.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

CASH: dict[str, str] = {
    "financialtransaction/CashEntries": """
EntryID:Guid:kp CashEntryLines:Collection:mp ClosingBalanceFC:Double:p Created:DateTime
Currency:String:p CustomField:String Division:Int32 EntryNumber:Int32:p FinancialPeriod:Int16:p
FinancialYear:Int16:p JournalCode:String:mp JournalDescription:String Modified:DateTime
OpeningBalanceFC:Double:p Status:Int16 StatusDescription:String
""",
    "financialtransaction/CashEntryLines": """
ID:Guid:k Account:Guid:p AccountCode:String AccountName:String AmountDC:Double AmountFC:Double:mp
AmountVATFC:Double:p Asset:Guid:p AssetCode:String AssetDescription:String CostCenter:String:p
CostCenterDescription:String CostUnit:String:p CostUnitDescription:String Created:DateTime
Creator:Guid CreatorFullName:String CustomField:String Date:DateTime:p Description:String:p
Division:Int32 Document:Guid:p DocumentNumber:Int32 DocumentSubject:String EntryID:Guid:mp
EntryNumber:Int32 ExchangeRate:Double:p GLAccount:Guid:mp GLAccountCode:String
GLAccountDescription:String LineNumber:Int32 Modified:DateTime Modifier:Guid
ModifierFullName:String Notes:String:p OffsetID:Guid OurRef:Int32:p Project:Guid:p
ProjectCode:String ProjectDescription:String ProjectWBS:Guid:p ProjectWBSDescription:String
Quantity:Double:p VATCode:String:p VATCodeDescription:String VATPercentage:Double:p
VATType:String:p
""",
}
