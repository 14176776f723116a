"""Users, divisions and the register of deletions.

One token per field: `Name:EdmType:flags`; k key, m mandatory, p accepted by POST, u by PUT.
Source: Exact's REST reference (HlpRestAPIResourcesDetails.aspx), names and types only.
"""

SYSTEM: dict[str, str] = {
    "current/Me": """
UserID:Guid:k AccountingDivision:Int32 CurrentDivision:Int32 CustomerCode:String
DivisionCustomer:Guid DivisionCustomerCode:String DivisionCustomerName:String
DivisionCustomerSiretNumber:String DivisionCustomerVatNumber:String DossierDivision:Int32
Email:String EmployeeID:Guid FirstName:String FullName:String Gender:String Initials:String
IsClientUser:Boolean IsEmployeeSelfServiceUser:Boolean IsMyFirmLiteUser:Boolean
IsMyFirmPortalUser:Boolean IsOEIMigrationMandatory:Boolean IsStarterUser:Boolean Language:String
LanguageCode:String LastName:String Legislation:Int64 MiddleName:String Mobile:String
Nationality:String PackageCode:String Phone:String PhoneExtension:String PictureUrl:String
ServerTime:String ServerUtcOffset:Double ThumbnailPicture:Binary ThumbnailPictureFormat:String
Title:String UserName:String
""",
    "system/Divisions": """
Code:Int32:k AddressLine1:String AddressLine2:String AddressLine3:String ArchiveDate:DateTime
BlockingStatus:Int32 BusinessTypeCode:String BusinessTypeDescription:String
ChamberOfCommerceEstablishment:String ChamberOfCommerceNumber:String City:String
Class_01:Collection Class_02:Collection Class_03:Collection Class_04:Collection
Class_05:Collection CompanySizeCode:String CompanySizeDescription:String Country:String
Created:DateTime Creator:Guid CreatorFullName:String Currency:String Current:Boolean Customer:Guid
CustomerCode:String CustomerName:String DatevAccountantNumber:String DatevClientNumber:String
Description:String DivisionHRLinkUnlinkDate:DateTime DivisionMoveDate:DateTime Email:String
Fax:String Hid:Int64 IsDossierDivision:Boolean IsHRDivision:Boolean IsMainDivision:Boolean
IsPracticeDivision:Boolean Legislation:String Modified:DateTime Modifier:Guid
ModifierFullName:String OBNumber:String Phone:String Postcode:String SbiCode:String
SbiDescription:String SectorCode:String SectorDescription:String ShareCapital:Double
SiretNumber:String StartDate:DateTime State:String Status:Int32 SubsectorCode:String
SubsectorDescription:String TaxOfficeNumber:String TaxReferenceNumber:String TemplateCode:String
VATNumber:String Website:String
""",
    "hrm/Divisions": """
Code:Int32:k ArchiveDate:DateTime BlockingStatus:Int32 Class_01:Collection Class_02:Collection
Class_03:Collection Class_04:Collection Class_05:Collection Country:String
CountryDescription:String Created:DateTime Creator:Guid CreatorFullName:String Currency:String
CurrencyDescription:String Customer:Guid CustomerCode:String CustomerName:String
Description:String HID:Int64 Main:Boolean Modified:DateTime Modifier:Guid ModifierFullName:String
OBNumber:String SiretNumber:String StartDate:DateTime Status:Int16 TaxOfficeNumber:String
TaxReferenceNumber:String TemplateCode:String VATNumber:String Website:String
""",
    "system/AvailableFeatures": """
ID:Int32:k Description:String
""",
    "read/sync/Sync/SyncTimestamp": """
TimeStampAsBigInt:Int64:k API:String Modified:DateTime
""",
    "sync/Deleted": """
Timestamp:Int64:k DeletedBy:Guid DeletedDate:DateTime Division:Int32 EntityKey:Guid
EntityType:Int32 ID:Guid
""",
}
