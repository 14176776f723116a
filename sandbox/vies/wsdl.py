"""The description of the service, with its own address in it."""

from __future__ import annotations

from .soap import TYPES

SERVICE = "urn:ec.europa.eu:taxud:vies:services:checkVat"
_ASKED = "countryCode:string vatNumber:string"
_FOUND = f"{_ASKED} requestDate:date valid:boolean"
_TRADER = "traderName traderCompanyType traderStreet traderPostcode traderCity"
# Elements as `name:type`; `?` may be missing, `~` may also be nil.
_ELEMENTS = {
    "checkVat": _ASKED,
    "checkVatResponse": f"{_FOUND} name:string?~ address:string?~",
    "checkVatApprox": (
        f"{_ASKED} "
        + " ".join(f"{name}:{'company' if 'Type' in name else 'string'}?"
                   for name in _TRADER.split())
        + " requesterCountryCode:string? requesterVatNumber:string?"
    ),
    "checkVatApproxResponse": (
        f"{_FOUND} traderName:string?~ traderCompanyType:company?~ traderAddress:string? "
        "traderStreet:string? traderPostcode:string? traderCity:string? "
        + " ".join(f"{name}Match:match?" for name in _TRADER.split())
        + " requestIdentifier:string"
    ),
}  # fmt: skip
_TYPES = {
    "string": "xsd:string",
    "date": "xsd:date",
    "boolean": "xsd:boolean",
    "company": "types:companyTypeCode",
    "match": "types:matchCode",
}
OPERATIONS = ("checkVat", "checkVatApprox")


def wsdl(address: str) -> bytes:
    """The WSDL 1.1 of a service that answers at `address`."""
    elements = "".join(_element(name, parts) for name, parts in _ELEMENTS.items())
    messages = "".join(
        f'<wsdl:message name="{name}"><wsdl:part name="parameters" element="types:{name}"/>'
        "</wsdl:message>"
        for name in _ELEMENTS
    )
    port_type = "".join(
        f'<wsdl:operation name="{name}"><wsdl:input message="tns:{name}"/>'
        f'<wsdl:output message="tns:{name}Response"/></wsdl:operation>'
        for name in OPERATIONS
    )
    binding = "".join(
        f'<wsdl:operation name="{name}"><soap:operation soapAction=""/>'
        '<wsdl:input><soap:body use="literal"/></wsdl:input>'
        '<wsdl:output><soap:body use="literal"/></wsdl:output></wsdl:operation>'
        for name in OPERATIONS
    )
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<wsdl:definitions targetNamespace="{SERVICE}" name="checkVatService"
 xmlns:tns="{SERVICE}" xmlns:types="{TYPES}" xmlns:xsd="http://www.w3.org/2001/XMLSchema"
 xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:wsdl="http://schemas.xmlsoap.org/wsdl/">
<wsdl:types><xsd:schema targetNamespace="{TYPES}" attributeFormDefault="qualified"
 elementFormDefault="qualified">{elements}
<xsd:simpleType name="companyTypeCode"><xsd:restriction base="xsd:string">
<xsd:pattern value="[A-Z]{{2}}\\-[1-9][0-9]?"/></xsd:restriction></xsd:simpleType>
<xsd:simpleType name="matchCode"><xsd:restriction base="xsd:string">
<xsd:enumeration value="1"/><xsd:enumeration value="2"/><xsd:enumeration value="3"/>
</xsd:restriction></xsd:simpleType></xsd:schema></wsdl:types>
{messages}
<wsdl:portType name="checkVatPortType">{port_type}</wsdl:portType>
<wsdl:binding name="checkVatBinding" type="tns:checkVatPortType">
<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>
{binding}</wsdl:binding>
<wsdl:service name="checkVatService"><wsdl:port name="checkVatPort" binding="tns:checkVatBinding">
<soap:address location="{address}"/></wsdl:port></wsdl:service>
</wsdl:definitions>
""".encode()


def _element(name: str, parts: str) -> str:
    inner = "".join(_part(part) for part in parts.split())
    return (
        f'\n<xsd:element name="{name}"><xsd:complexType><xsd:sequence>{inner}'
        "</xsd:sequence></xsd:complexType></xsd:element>"
    )


def _part(text: str) -> str:
    name, _, kind = text.partition(":")
    optional = ' minOccurs="0" maxOccurs="1"' if "?" in kind else ""
    nil = ' nillable="true"' if "~" in kind else ""
    return f'<xsd:element name="{name}" type="{_TYPES[kind.rstrip("?~")]}"{optional}{nil}/>'
