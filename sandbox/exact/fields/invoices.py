"""Sales invoices, which Exact itself prints and books.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

INVOICES: dict[str, str] = {
    "salesinvoice/SalesInvoices": """
InvoiceID:Guid:kpu AmountDC:Double AmountDiscount:Double:pu AmountDiscountExclVat:Double:pu
AmountFC:Double AmountFCExclVat:Double Created:DateTime Creator:Guid CreatorFullName:String
Currency:String:pu DeliverTo:Guid:p DeliverToAddress:Guid:pu DeliverToContactPerson:Guid:pu
DeliverToContactPersonFullName:String DeliverToName:String Description:String:pu Discount:Double:pu
DiscountType:Int16 Division:Int32 Document:Guid:pu DocumentNumber:Int32 DocumentSubject:String
DueDate:DateTime:pu ExtraDutyAmountFC:Double:pu GAccountAmountFC:Double:pu
IncotermAddress:String:pu IncotermCode:String:pu IncotermVersion:Int16:pu InvoiceDate:DateTime
InvoiceNumber:Int32 InvoiceTo:Guid:p InvoiceToContactPerson:Guid:pu
InvoiceToContactPersonFullName:String InvoiceToName:String IsExtraDuty:Boolean:pu Journal:String:mp
JournalDescription:String Modified:DateTime Modifier:Guid ModifierFullName:String
OrderDate:DateTime:pu OrderedBy:Guid:mp OrderedByContactPerson:Guid:pu
OrderedByContactPersonFullName:String OrderedByName:String OrderNumber:Int32:pu
PaymentCondition:String:pu PaymentConditionDescription:String PaymentReference:String:pu
Remarks:String:pu SalesChannel:Guid:pu SalesChannelCode:String SalesChannelDescription:String
SalesInvoiceLines:Collection:mpu SalesInvoiceOrderChargeLines:Collection:pu Salesperson:Guid:pu
SalespersonFullName:String SelectionCode:Guid:pu SelectionCodeCode:String
SelectionCodeDescription:String ShippingMethod:Guid:pu ShippingMethodCode:String
ShippingMethodDescription:String StarterSalesInvoiceStatus:Int16
StarterSalesInvoiceStatusDescription:String Status:Int16 StatusDescription:String
TaxSchedule:Guid:pu TaxScheduleCode:String TaxScheduleDescription:String Type:Int32:pu
TypeDescription:String VATAmountDC:Double VATAmountFC:Double Warehouse:Guid:pu
WithholdingTaxAmountFC:Double:pu WithholdingTaxBaseAmount:Double:pu
WithholdingTaxPercentage:Double:pu YourRef:String:pu
""",
    "salesinvoice/SalesInvoiceLines": """
ID:Guid:kpu AmountDC:Double AmountFC:Double:pu CostCenter:String:pu CostCenterDescription:String
CostUnit:String:pu CostUnitDescription:String CustomerItemCode:String CustomField:String
DeliveryDate:DateTime:pu Description:String:pu Discount:Double:pu Division:Int32 Employee:Guid:pu
EmployeeFullName:String EndTime:DateTime:pu ExtraDutyAmountFC:Double:pu
ExtraDutyPercentage:Double:pu GLAccount:Guid:mp GLAccountDescription:String InvoiceID:Guid:mp
Item:Guid:mpu ItemCode:String ItemDescription:String LineNumber:Int32 NetPrice:Double:pu
Notes:String:pu Pricelist:Guid:pu PricelistDescription:String Project:Guid:pu
ProjectDescription:String ProjectWBS:Guid:pu ProjectWBSDescription:String Quantity:Double:pu
SalesOrder:Guid SalesOrderLine:Guid SalesOrderLineNumber:Int32 SalesOrderNumber:Int32
StartTime:DateTime:pu Subscription:Guid SubscriptionDescription:String TaxSchedule:Guid:pu
TaxScheduleCode:String TaxScheduleDescription:String UnitCode:String:pu UnitDescription:String
UnitPrice:Double:pu VATAmountDC:Double:pu VATAmountFC:Double:pu VATCode:String:pu
VATCodeDescription:String VATPercentage:Double:pu
""",
    "salesinvoice/PrintedSalesInvoices": """
InvoiceID:Guid:kp Division:Int32:p Document:Guid:p DocumentCreationError:String:p
DocumentCreationSuccess:String:p DocumentLayout:Guid:p EmailCreationError:String:p
EmailCreationSuccess:String:p EmailLayout:Guid:p ExtraText:String:p InvoiceDate:DateTime:p
PeppolCreationError:String:p PeppolCreationSuccess:String:p PostboxMessageCreationError:String:p
PostboxMessageCreationSuccess:String:p PostboxSender:Guid:p ReportingPeriod:Int32:p
ReportingYear:Int32:p SendEmailToCustomer:Boolean:p SenderEmailAddress:String:p
SendInvoiceToCustomerPostbox:Boolean:p SendInvoiceViaPeppol:Boolean:p
SendOutputBasedOnAccount:Boolean:p
""",
}
