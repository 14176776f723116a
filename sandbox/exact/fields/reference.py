"""What people pick from: ledgers, journals, VAT codes, conditions, items, cost centres, rates.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

REFERENCE: dict[str, str] = {
    "financial/GLAccounts": """
ID:Guid:kpu AllowCostsInSales:Byte:pu AssimilatedVATBox:Int16:pu BalanceSide:String:pu
BalanceType:String:pu BelcotaxType:Int32:pu Code:String:mpu Compress:Boolean:pu
Costcenter:String:pu CostcenterDescription:String Costunit:String:pu CostunitDescription:String
Created:DateTime Creator:Guid CreatorFullName:String CustomField:String
DeductibilityPercentages:Collection:pu Description:String:mpu DescriptionTermID:Int32:pu
Division:Int32 ExcludeVATListing:Byte:pu ExpenseNonDeductiblePercentage:Double:pu
IsBlocked:Boolean:pu Matching:Boolean:pu Modified:DateTime Modifier:Guid ModifierFullName:String
PrivateGLAccount:Guid:pu PrivatePercentage:Double:pu ReportingCode:String:pu
RevalueCurrency:Boolean:pu SearchCode:String:pu Type:Int32:pu TypeDescription:String
UseCostcenter:Byte:pu UseCostunit:Byte:pu VATCode:String:pu VATDescription:String
VATGLAccountType:String:pu VATNonDeductibleGLAccount:Guid:pu VATNonDeductiblePercentage:Double:pu
VATSystem:String:pu YearEndCostGLAccount:Guid:pu YearEndReflectionGLAccount:Guid:pu
""",
    "financial/Journals": """
ID:Guid:kpu AllowVariableCurrency:Boolean:pu AllowVariableExchangeRate:Boolean:pu
AllowVAT:Boolean:pu AutoSave:Boolean:pu Bank:Guid:pu BankAccountBICCode:String
BankAccountCountry:String BankAccountDescription:String BankAccountIBAN:String
BankAccountID:Guid:pu BankAccountIncludingMask:String:pu BankAccountUseSEPA:Boolean
BankAccountUseSepaDirectDebit:Boolean BankName:String Code:String:pu Created:DateTime Creator:Guid
CreatorFullName:String Currency:String:pu CurrencyDescription:String CustomField:String
Description:String:pu Division:Int32 GLAccount:Guid:pu GLAccountCode:String
GLAccountDescription:String GLAccountType:Int32 IsBlocked:Boolean:pu Modified:DateTime
Modifier:Guid ModifierFullName:String PaymentInTransitAccount:Guid:pu
PaymentServiceAccountIdentifier:String:pu PaymentServiceProvider:Int32:pu
PaymentServiceProviderName:String Type:Int32:pu
""",
    "financial/FinancialPeriods": """
ID:Guid:k Created:DateTime Creator:Guid CreatorFullName:String Division:Int32 EndDate:DateTime
FinPeriod:Int16 FinYear:Int16 Modified:DateTime Modifier:Guid ModifierFullName:String
StartDate:DateTime
""",
    "read/financial/JournalStatusList": """
Journal:String:k Period:Int32:k Year:Int32:k JournalDescription:String JournalType:Int32
JournalTypeDescription:String Status:Int32 StatusDescription:String
""",
    "vat/VATCodes": """
ID:Guid:kpu Account:Guid:pu AccountCode:String AccountName:String CalculationBasis:Byte:pu
Charged:Boolean:pu Code:String:mpu Country:String Created:DateTime Creator:Guid
CreatorFullName:String CustomField:String Description:String:mpu Division:Int32
EUSalesListing:String:pu ExcludeVATListing:Byte:pu GLDiscountPurchase:Guid:pu
GLDiscountPurchaseCode:String GLDiscountPurchaseDescription:String GLDiscountSales:Guid:pu
GLDiscountSalesCode:String GLDiscountSalesDescription:String GLToClaim:Guid:pu
GLToClaimCode:String GLToClaimDescription:String GLToPay:Guid:pu GLToPayCode:String
GLToPayDescription:String IntraStat:Boolean:pu IntrastatType:String:pu IsBlocked:Boolean:pu
LegalText:String:pu Modified:DateTime Modifier:Guid ModifierFullName:String OssCountry:String:pu
Percentage:Double TaxReturnType:Int16:pu Type:String:pu VatDocType:String:pu VatMargin:Byte:pu
VATPartialRatio:Int16:pu VATPercentages:Collection:pu VATTransactionType:String:pu
""",
    "vat/VatPercentages": """
ID:Guid:k Created:DateTime Creator:Guid CreatorFullName:String Division:Int32 EndDate:DateTime
LineNumber:Int32 Modified:DateTime Modifier:Guid ModifierFullName:String Percentage:Double
StartDate:DateTime Type:Int16 VATCodeID:Guid:m
""",
    "cashflow/PaymentConditions": """
ID:Guid:kp Code:String:mp Created:DateTime Creator:Guid CreatorFullName:String
CreditManagementScenario:Guid:p CreditManagementScenarioCode:String
CreditManagementScenarioDescription:String Description:String:mp DiscountCalculation:String:p
DiscountPaymentDays:Int32:p DiscountPercentage:Double:p Division:Int32 Modified:DateTime
Modifier:Guid ModifierFullName:String PaymentDays:Int32:p PaymentDiscountType:String:p
PaymentEndOfMonths:Int32:p PaymentMethod:String:p Percentage:Double:p VATCalculation:String:p
""",
    "logistics/ItemGroups": """
ID:Guid:k Code:String Created:DateTime Creator:Guid CreatorFullName:String Description:String
Division:Int32 GLCosts:Guid GLCostsCode:String GLCostsDescription:String
GLCostsWorkInProgress:Guid GLCostsWorkInProgressCode:String
GLCostsWorkInProgressDescription:String GLPurchaseAccount:Guid GLPurchaseAccountCode:String
GLPurchaseAccountDescription:String GLPurchasePriceDifference:Guid
GLPurchasePriceDifferenceCode:String GLPurchasePriceDifferenceDescr:String GLRevenue:Guid
GLRevenueCode:String GLRevenueDescription:String GLRevenueWorkInProgress:Guid
GLRevenueWorkInProgressCode:String GLRevenueWorkInProgressDescription:String GLStock:Guid
GLStockCode:String GLStockDescription:String GLStockVariance:Guid GLStockVarianceCode:String
GLStockVarianceDescription:String IsDefault:Byte Modified:DateTime Modifier:Guid
ModifierFullName:String Notes:String
""",
    "logistics/Items": """
ID:Guid:kpu AssembledLeadDays:Int32 AverageCost:Double:p Barcode:String:pu BatchQuantity:Double
Class_01:String:pu Class_02:String:pu Class_03:String:pu Class_04:String:pu Class_05:String:pu
Class_06:String:pu Class_07:String:pu Class_08:String:pu Class_09:String:pu Class_10:String:pu
Code:String:mpu CopyRemarks:Byte:pu CostPriceCurrency:String:pu CostPriceNew:Double:pu
CostPriceStandard:Double:p Created:DateTime Creator:Guid CreatorFullName:String CustomField:String
Description:String:mpu Division:Int32 EndDate:DateTime:pu ExtraDescription:String:pu
FreeBoolField_01:Boolean:pu FreeBoolField_02:Boolean:pu FreeBoolField_03:Boolean:pu
FreeBoolField_04:Boolean:pu FreeBoolField_05:Boolean:pu FreeDateField_01:DateTime:pu
FreeDateField_02:DateTime:pu FreeDateField_03:DateTime:pu FreeDateField_04:DateTime:pu
FreeDateField_05:DateTime:pu FreeNumberField_01:Double:pu FreeNumberField_02:Double:pu
FreeNumberField_03:Double:pu FreeNumberField_04:Double:pu FreeNumberField_05:Double:pu
FreeNumberField_06:Double:pu FreeNumberField_07:Double:pu FreeNumberField_08:Double:pu
FreeTextField_01:String:pu FreeTextField_02:String:pu FreeTextField_03:String:pu
FreeTextField_04:String:pu FreeTextField_05:String:pu FreeTextField_06:String:pu
FreeTextField_07:String:pu FreeTextField_08:String:pu FreeTextField_09:String:pu
FreeTextField_10:String:pu GLCosts:Guid:pu GLCostsCode:String GLCostsDescription:String
GLCostsWorkInProgress:Guid:pu GLCostsWorkInProgressCode:String
GLCostsWorkInProgressDescription:String GLRevenue:Guid:pu GLRevenueCode:String
GLRevenueDescription:String GLRevenueWorkInProgress:Guid:pu GLRevenueWorkInProgressCode:String
GLRevenueWorkInProgressDescription:String GLStock:Guid:pu GLStockCode:String
GLStockDescription:String GrossWeight:Double:pu IsBatchItem:Byte:pu IsBatchNumberItem:Byte:pu
IsFractionAllowedItem:Boolean:pu IsMakeItem:Byte:pu IsNewContract:Byte:pu IsOnDemandItem:Byte:pu
IsPackageItem:Boolean:pu IsPurchaseItem:Boolean:pu IsRegistrationCodeItem:Byte:pu
IsSalesItem:Boolean:pu IsSerialItem:Boolean:pu IsSerialNumberItem:Boolean:pu
IsStockItem:Boolean:pu IsSubcontractedItem:Boolean:pu IsTaxableItem:Byte:pu IsTime:Byte:pu
IsWebshopItem:Byte:pu ItemGroup:Guid:pu ItemGroupCode:String ItemGroupDescription:String
Modified:DateTime Modifier:Guid ModifierFullName:String NetWeight:Double:pu
NetWeightUnit:String:pu Notes:String:pu Picture:Binary:pu PictureName:String:p
PictureThumbnailUrl:String PictureUrl:String SalesVatCode:String:pu SalesVatCodeDescription:String
SearchCode:String:pu SecurityLevel:Int32:pu StandardSalesPrice:Double StartDate:DateTime:pu
StatisticalCode:String StatisticalNetWeight:Double StatisticalUnits:Double StatisticalValue:Double
Stock:Double Unit:String:pu UnitDescription:String UnitType:String UseExplosion:Byte
""",
    "hrm/Costcenters": """
ID:Guid:kpu Active:Boolean:pu Code:String:mp Created:DateTime Creator:Guid CreatorFullName:String
CustomField:String Description:String:mpu Division:Int32 EndDate:DateTime:pu Modified:DateTime
Modifier:Guid ModifierFullName:String
""",
    "hrm/Costunits": """
ID:Guid:kpu Code:String:mp Created:DateTime Creator:Guid CreatorFullName:String CustomField:String
Description:String:mpu Division:Int32 EndDate:DateTime:pu Modified:DateTime Modifier:Guid
ModifierFullName:String
""",
    "general/Currencies": """
Code:String:k AmountPrecision:Double Created:DateTime Description:String Modified:DateTime
PricePrecision:Double
""",
    "financial/ExchangeRates": """
ID:Guid:kpu Created:DateTime Creator:Guid CreatorFullName:String Division:Int32 Modified:DateTime
Modifier:Guid ModifierFullName:String Rate:Double:pu SourceCurrency:String:mpu
SourceCurrencyDescription:String StartDate:DateTime:pu TargetCurrency:String
TargetCurrencyDescription:String
""",
}
