"""Entries and what follows from them.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

ENTRIES: dict[str, str] = {
    "salesentry/SalesEntries": """
EntryID:Guid:kpu AmountDC:Double AmountFC:Double BatchNumber:Int32:pu Created:DateTime
Creator:Guid CreatorFullName:String Currency:String:pu Customer:Guid:mpu CustomerName:String
CustomField:String Description:String:pu Division:Int32 Document:Guid:pu DocumentNumber:Int32
DocumentSubject:String DueDate:DateTime:pu EntryDate:DateTime:pu EntryNumber:Int32:pu
ExternalLinkDescription:String ExternalLinkReference:String:pu GAccountAmountFC:Double:pu
InvoiceNumber:Int32:pu IsExtraDuty:Boolean:pu Journal:String:mpu JournalDescription:String
Modified:DateTime Modifier:Guid ModifierFullName:String OrderNumber:Int32:pu
PaymentCondition:String:pu PaymentConditionDescription:String PaymentConditionPaymentMethod:String
PaymentReference:String:pu ProcessNumber:Int32:pu Rate:Double:pu ReportingPeriod:Int16:pu
ReportingYear:Int16:pu Reversal:Boolean:pu SalesEntryLines:Collection:mpu Status:Int16
StatusDescription:String Type:Int32 TypeDescription:String VATAmountDC:Double
VATAmountFC:Double:pu WithholdingTaxAmountDC:Double:pu WithholdingTaxBaseAmount:Double:pu
WithholdingTaxPercentage:Double:pu YourRef:String:pu
""",
    "salesentry/SalesEntryLines": """
ID:Guid:kpu AmountDC:Double AmountFC:Double:mpu Asset:Guid:pu AssetDescription:String
CostCenter:String:pu CostCenterDescription:String CostUnit:String:pu CostUnitDescription:String
CustomField:String Description:String:pu Division:Int32 EntryID:Guid:mpu
ExtraDutyAmountFC:Double:pu ExtraDutyPercentage:Double:pu From:DateTime:pu GLAccount:Guid:mpu
GLAccountCode:String GLAccountDescription:String IntraStatArea:String:pu
IntraStatCountry:String:pu IntraStatDeliveryTerm:String:pu IntraStatTransactionA:String:pu
IntraStatTransactionB:String:pu IntraStatTransportMethod:String:pu LineNumber:Int32
Notes:String:pu Project:Guid:pu ProjectDescription:String ProjectWBS:Guid:pu
ProjectWBSDescription:String Quantity:Double:pu SerialNumber:String:pu
StatisticalNetWeight:Double:pu StatisticalNumber:String:pu StatisticalQuantity:Double:pu
StatisticalValue:Double:pu Subscription:Guid:pu SubscriptionDescription:String TaxSchedule:Guid:pu
To:DateTime:pu TrackingNumber:Guid:pu TrackingNumberDescription:String Type:Int32
VATAmountDC:Double VATAmountFC:Double:pu VATBaseAmountDC:Double:pu VATBaseAmountFC:Double:pu
VATCode:String:pu VATCodeDescription:String VATPercentage:Double:pu
""",
    "financialtransaction/BankEntries": """
EntryID:Guid:kp BankEntryLines:Collection:mp BankStatementDocument:Guid:p
BankStatementDocumentNumber:Int32 BankStatementDocumentSubject:String ClosingBalanceFC:Double:p
Created:DateTime Currency:String:p CustomField:String Division:Int32 EntryNumber:Int32:p
FinancialPeriod:Int16:p FinancialYear:Int16:p JournalCode:String:mp JournalDescription:String
Modified:DateTime OpeningBalanceFC:Double:p Status:Int16 StatusDescription:String
""",
    "financialtransaction/BankEntryLines": """
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
    "generaljournalentry/GeneralJournalEntries": """
EntryID:Guid:kp Created:DateTime Currency:String:p CustomField:String Division:Int32
EntryNumber:Int32:p ExchangeRate:Double:p FinancialPeriod:Int16:p FinancialYear:Int16:p
GeneralJournalEntryLines:Collection:mp JournalCode:String:mp JournalDescription:String
Modified:DateTime Reversal:Boolean:p Status:Int16 StatusDescription:String Type:Int32
TypeDescription:String
""",
    "generaljournalentry/GeneralJournalEntryLines": """
ID:Guid:kp Account:Guid:p AccountCode:String AccountName:String AmountDC:Double AmountFC:Double:p
AmountVATDC:Double AmountVATFC:Double:p Asset:Guid:p AssetCode:String AssetDescription:String
CostCenter:String:p CostCenterDescription:String CostUnit:String:p CostUnitDescription:String
Created:DateTime Creator:Guid CreatorFullName:String CustomField:String Date:DateTime:p
Description:String:p Division:Int32 Document:Guid:p DocumentNumber:Int32 DocumentSubject:String
EntryID:Guid:mp EntryNumber:Int32 GLAccount:Guid:mp GLAccountCode:String
GLAccountDescription:String LineNumber:Int32 Modified:DateTime Modifier:Guid
ModifierFullName:String Notes:String:p OffsetID:Guid:p OurRef:Int32:p Project:Guid:p
ProjectCode:String ProjectDescription:String ProjectWBS:Guid:p ProjectWBSDescription:String
Quantity:Double:p VATBaseAmountDC:Double VATBaseAmountFC:Double VATCode:String:p
VATCodeDescription:String VATPercentage:Double:p VATType:String
""",
    "financialtransaction/TransactionLines": """
ID:Guid:k Account:Guid AccountCode:String AccountName:String AmountDC:Double AmountFC:Double
AmountVATBaseFC:Double AmountVATFC:Double Asset:Guid AssetCode:String AssetDescription:String
CostCenter:String CostCenterDescription:String CostUnit:String CostUnitDescription:String
Created:DateTime Creator:Guid CreatorFullName:String Currency:String CustomField:String
Date:DateTime Description:String Division:Int32 Document:Guid DocumentNumber:Int32
DocumentSubject:String DueDate:DateTime EntryID:Guid:m EntryNumber:Int32 ExchangeRate:Double
ExternalLinkDescription:String ExternalLinkReference:String ExtraDutyAmountFC:Double
ExtraDutyPercentage:Double FinancialPeriod:Int16 FinancialYear:Int16 GLAccount:Guid
GLAccountCode:String GLAccountDescription:String InvoiceNumber:Int32 Item:Guid ItemCode:String
ItemDescription:String JournalCode:String JournalDescription:String LineNumber:Int32
LineType:Int16 Modified:DateTime Modifier:Guid ModifierFullName:String Notes:String OffsetID:Guid
OrderNumber:Int32 PaymentDiscountAmount:Double PaymentReference:String Project:Guid
ProjectCode:String ProjectDescription:String ProjectWBS:Guid ProjectWBSDescription:String
Quantity:Double SerialNumber:String ShopOrder:Guid Status:Int16 Subscription:Guid
SubscriptionDescription:String TrackingNumber:String TrackingNumberDescription:String Type:Int32
VATCode:String VATCodeDescription:String VATPercentage:Double VATType:String YourRef:String
""",
    "cashflow/Receivables": """
ID:Guid:ku Account:Guid AccountBankAccountID:Guid AccountBankAccountNumber:String
AccountCode:String AccountContact:Guid AccountContactName:String AccountCountry:String
AccountName:String AmountDC:Double AmountDiscountDC:Double AmountDiscountFC:Double AmountFC:Double
BankAccountID:Guid BankAccountNumber:String CashflowTransactionBatchCode:String Created:DateTime
Creator:Guid CreatorFullName:String Currency:String Description:String:u DirectDebitMandate:Guid
DirectDebitMandateDescription:String DirectDebitMandatePaymentType:Int16
DirectDebitMandateReference:String DirectDebitMandateType:Int16 DiscountDueDate:DateTime
Division:Int32 Document:Guid DocumentNumber:Int32 DocumentSubject:String DueDate:DateTime
EndDate:DateTime EndPeriod:Int16 EndToEndID:String EndYear:Int16 EntryDate:DateTime EntryID:Guid
EntryNumber:Int32 GLAccount:Guid GLAccountCode:String GLAccountDescription:String
InvoiceDate:DateTime InvoiceNumber:Int32 IsBatchBooking:Byte IsFullyPaid:Boolean Journal:String
JournalDescription:String LastPaymentDate:DateTime Modified:DateTime Modifier:Guid
ModifierFullName:String OrderNumber:Int32 PaymentCondition:String
PaymentConditionDescription:String PaymentDays:Int32 PaymentDaysDiscount:Int32
PaymentDiscountPercentage:Double PaymentInformationID:String PaymentMethod:String:u
PaymentReference:String:u RateFC:Double ReceivableBatchNumber:Int32 ReceivableSelected:DateTime
ReceivableSelector:Guid ReceivableSelectorFullName:String Source:Int32 Status:Int16
TransactionAmountDC:Double TransactionAmountFC:Double TransactionDueDate:DateTime
TransactionEntryID:Guid TransactionID:Guid TransactionIsReversal:Boolean
TransactionReportingPeriod:Int16 TransactionReportingYear:Int16 TransactionStatus:Int16
TransactionType:Int32 YourRef:String
""",
    "read/financial/ReceivablesList": """
HID:Int64:k AccountCode:String AccountId:Guid AccountName:String Amount:Double
AmountInTransit:Double CurrencyCode:String Description:String DueDate:DateTime EntryNumber:Int32
Id:Guid InvoiceDate:DateTime InvoiceNumber:Int32 JournalCode:String JournalDescription:String
Notes:Collection YourRef:String
""",
    "financial/ReportingBalance": """
ID:Int64:k Amount:Double AmountCredit:Double AmountDebit:Double BalanceType:String
CostCenterCode:String CostCenterDescription:String CostUnitCode:String CostUnitDescription:String
Count:Int32 Division:Int32 GLAccount:Guid GLAccountCode:String GLAccountDescription:String
ReportingPeriod:Int32 ReportingYear:Int32 Status:Int32 Type:Int32
""",
}
