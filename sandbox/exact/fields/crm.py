"""Accounts, their addresses and contacts.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

CRM: dict[str, str] = {
    "crm/Accounts": """
ID:Guid:kpu Accountant:Guid:pu AccountManager:Guid:pu AccountManagerFullName:String
AccountManagerHID:Int32 ActivitySector:Guid:pu ActivitySubSector:Guid:pu AddressLine1:String:pu
AddressLine2:String:pu AddressLine3:String:pu AddressSource:Byte
AutomaticProcessProposedEntry:Byte:pu BankAccounts:Collection Blocked:Boolean:pu BRIN:Guid
BSN:String:pu BusinessType:Guid:pu CanDropShip:Boolean:pu ChamberOfCommerce:String:pu
City:String:pu Classification:String Classification1:Guid:pu Classification2:Guid:pu
Classification3:Guid:pu Classification4:Guid:pu Classification5:Guid:pu Classification6:Guid:pu
Classification7:Guid:pu Classification8:Guid:pu ClassificationDescription:String Code:String:pu
CodeAtSupplier:String:pu CompanySize:Guid:pu ConsolidationScenario:Byte:pu
ControlledDate:DateTime:pu Costcenter:String CostcenterDescription:String CostPaid:Byte
Country:String:pu CountryName:String Created:DateTime Creator:Guid CreatorFullName:String
CreditLinePurchase:Double:pu CreditLineSales:Double:pu Currency:String CustomerSince:DateTime
CustomField:String DatevCreditorCode:String:pu DatevDebtorCode:String:pu DeliveryAdvice:Byte:pu
DiscountPurchase:Double:pu DiscountSales:Double:pu Division:Int32 Document:Guid DunsNumber:String
Email:String:pu EnableSalesPaymentLink:Boolean:pu EndDate:DateTime:pu EORINumber:String:pu
EstablishedDate:DateTime:pu Fax:String:pu GLAccountPurchase:Guid:pu GLAccountSales:Guid:pu
GLAP:Guid:pu GLAR:Guid:pu GlnNumber:String:pu HasWithholdingTaxSales:Boolean:pu
IgnoreDatevWarningMessage:Boolean:pu IncotermAddressPurchase:String:pu
IncotermAddressSales:String:pu IncotermCodePurchase:String:pu IncotermCodeSales:String:pu
IncotermVersionPurchase:Int16:pu IncotermVersionSales:Int16:pu IntraStatArea:String:pu
IntraStatDeliveryTerm:String:pu IntraStatSystem:String:pu IntraStatTransactionA:String:pu
IntraStatTransactionB:String:pu IntraStatTransportMethod:String:pu InvoiceAccount:Guid:pu
InvoiceAccountCode:String InvoiceAccountName:String InvoiceAttachmentType:Int32:pu
InvoicingMethod:Int32:pu IsAccountant:Byte:pu IsAgency:Byte:pu IsAnonymised:Byte IsBank:Boolean
IsCompetitor:Byte:pu IsExtraDuty:Boolean:pu IsMailing:Byte:pu IsMember:Boolean IsPilot:Boolean:pu
IsPurchase:Boolean IsReseller:Boolean:pu IsSales:Boolean IsSupplier:Boolean:pu Language:String:pu
LanguageDescription:String Latitude:Double:pu LeadPurpose:Guid:pu LeadSource:Guid:pu
Logo:Binary:pu LogoFileName:String:pu LogoThumbnailUrl:String LogoUrl:String Longitude:Double:pu
MainContact:Guid:pu Modified:DateTime Modifier:Guid ModifierFullName:String Name:String:mpu
OINNumber:String:pu Parent:Guid:pu PayAsYouEarn:String:pu PaymentConditionPurchase:String:pu
PaymentConditionPurchaseDescription:String PaymentConditionSales:String:pu
PaymentConditionSalesDescription:String PeppolIdentifier:String:pu PeppolIdentifierType:Int32:pu
Phone:String:pu PhoneExtension:String:pu Postcode:String:pu PriceList:Guid:pu
PurchaseCurrency:String:pu PurchaseCurrencyDescription:String PurchaseLeadDays:Int32:pu
PurchaseVATCode:String:pu PurchaseVATCodeDescription:String RecepientOfCommissions:Boolean:pu
Remarks:String:pu Reseller:Guid:pu ResellerCode:String ResellerName:String RSIN:String:pu
SalesCurrency:String:pu SalesCurrencyDescription:String SalesTaxSchedule:Guid:pu
SalesTaxScheduleCode:String SalesTaxScheduleDescription:String SalesVATCode:String:pu
SalesVATCodeDescription:String SearchCode:String:pu SecurityLevel:Int32:pu
SeparateInvPerProject:Byte:pu SeparateInvPerSubscription:Byte:pu ShippingLeadDays:Int32:pu
ShippingMethod:Guid:pu ShowRemarkForSales:Boolean:pu Source:Byte StartDate:DateTime:pu
State:String:pu StateName:String Status:String:pu StatusSince:DateTime TradeName:String:pu
Type:String UniqueTaxpayerReference:String:pu VATLiability:String:pu VATNumber:String:pu
Website:String:pu
""",
    "crm/Addresses": """
ID:Guid:kpu Account:Guid:pu AccountIsSupplier:Boolean AccountName:String AddressLine1:String:pu
AddressLine2:String:pu AddressLine3:String:pu City:String:pu Contact:Guid:pu ContactName:String
Country:String:pu CountryName:String Created:DateTime Creator:Guid CreatorFullName:String
CustomField:String Division:Int32 Fax:String:pu FreeBoolField_01:Boolean:pu
FreeBoolField_02:Boolean:pu FreeBoolField_03:Boolean:pu FreeBoolField_04:Boolean:pu
FreeBoolField_05:Boolean:pu FreeDateField_01:DateTime:pu FreeDateField_02:DateTime:pu
FreeDateField_03:DateTime:pu FreeDateField_04:DateTime:pu FreeDateField_05:DateTime:pu
FreeNumberField_01:Double:pu FreeNumberField_02:Double:pu FreeNumberField_03:Double:pu
FreeNumberField_04:Double:pu FreeNumberField_05:Double:pu FreeTextField_01:String:pu
FreeTextField_02:String:pu FreeTextField_03:String:pu FreeTextField_04:String:pu
FreeTextField_05:String:pu Mailbox:String:pu Main:Boolean:pu Modified:DateTime Modifier:Guid
ModifierFullName:String NicNumber:String:pu Notes:String:pu Phone:String:pu
PhoneExtension:String:pu Postcode:String:pu Source:Byte State:String:pu StateDescription:String
Type:Int16:pu Warehouse:Guid:pu WarehouseCode:String WarehouseDescription:String
""",
    "crm/Contacts": """
ID:Guid:kpu Account:Guid:mp AccountIsCustomer:Boolean AccountIsSupplier:Boolean
AccountMainContact:Guid AccountName:String AddressLine2:String AddressStreet:String
AddressStreetNumber:String AddressStreetNumberSuffix:String AllowMailing:Int32
BirthDate:DateTime:pu BirthName:String:pu BirthNamePrefix:String:pu BirthPlace:String:pu
BusinessEmail:String:pu BusinessFax:String:pu BusinessMobile:String:pu BusinessPhone:String:pu
BusinessPhoneExtension:String:pu City:String Code:String Country:String Created:DateTime
Creator:Guid CreatorFullName:String CustomField:String Division:Int32 Email:String:pu
EndDate:DateTime:pu FirstName:String:mpu FullName:String Gender:String:pu HID:Int32:pu
IdentificationDate:DateTime:pu IdentificationDocument:Guid:pu IdentificationUser:Guid:pu
Initials:String:pu IsAnonymised:Byte IsMailingExcluded:Boolean:pu IsMainContact:Boolean
JobTitleDescription:String:pu Language:String:pu LastName:String:mpu LeadPurpose:Guid:pu
LeadSource:Guid:pu MarketingNotes:String:pu MiddleName:String:pu Mobile:String:pu
Modified:DateTime Modifier:Guid ModifierFullName:String Nationality:String:pu Notes:String:pu
PartnerName:String PartnerNamePrefix:String Person:Guid:pu Phone:String:pu PhoneExtension:String
Picture:Binary:pu PictureName:String:pu PictureThumbnailUrl:String PictureUrl:String
Postcode:String SocialSecurityNumber:String:pu StartDate:DateTime:pu State:String Title:String:pu
TitleAbbreviation:String TitleDescription:String
""",
    "crm/BankAccounts": """
ID:Guid:kpu Account:Guid:mpu AccountName:String Bank:Guid BankAccount:String:mpu
BankAccountHolderName:String:pu BankDescription:String BankName:String BICCode:String:pu
Blocked:Boolean:pu Created:DateTime Creator:Guid CreatorFullName:String Description:String:pu
Division:Int32 Format:String IBAN:String Main:Boolean:pu Modified:DateTime Modifier:Guid
ModifierFullName:String PaymentServiceAccount:Guid Type:String TypeDescription:String
""",
}
