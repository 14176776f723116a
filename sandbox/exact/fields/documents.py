"""Documents, their attachments and types.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

DOCUMENTS: dict[str, str] = {
    "documents/Documents": """
ID:Guid:kpu Account:Guid:pu AccountCode:String AccountName:String AmountFC:Double:pu Body:String:pu
Category:Guid:pu CategoryDescription:String:pu Contact:Guid:pu ContactFullName:String
ContractID:Guid:pu ContractNumber:String Created:DateTime Creator:Guid CreatorFullName:String:pu
Currency:String:pu Division:Int32 DocumentDate:DateTime:pu DocumentFolder:Guid:pu
DocumentFolderCode:String DocumentFolderDescription:String DocumentViewUrl:String
ExpiryDate:DateTime:pu FinancialTransactionEntryID:Guid:pu HasEmptyBody:Boolean HID:Int32:pu
InheritShare:Boolean:pu Item:Guid:pu ItemCode:String ItemDescription:String Language:String:pu
Modified:DateTime Modifier:Guid ModifierFullName:String Opportunity:Guid:pu Project:Guid:pu
ProjectCode:String ProjectDescription:String ProposedEntryStatus:Int16:pu
SalesInvoiceNumber:Int32:pu SalesOrderNumber:Int32:pu ScanServiceStatus:Int16:pu SendMethod:Int32
ShopOrderNumber:Int32:pu Subject:String:mpu TeamsMeetingId:String:pu Type:Int32:mpu
TypeDescription:String
""",
    "documents/DocumentAttachments": """
ID:Guid:kp Attachment:Binary:mp Document:Guid:mp FileName:String:mp FileSize:Double Url:String
""",
    "documents/DocumentTypes": """
ID:Int32:k Created:DateTime Description:String DocumentIsCreatable:Boolean
DocumentIsDeletable:Boolean DocumentIsUpdatable:Boolean DocumentIsViewable:Boolean
Modified:DateTime TypeCategory:Int32
""",
}
