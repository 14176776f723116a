"""A VIES of our own that a test can make misbehave: WSDL and answers as texts over real HTTP."""

from little_server import Reply

TYPES = "urn:ec.europa.eu:taxud:vies:services:checkVat:types"
SERVICE = "urn:ec.europa.eu:taxud:vies:services:checkVat"
WSDL_PATH = "/checkVatService.wsdl"
XML = {"Content-Type": "text/xml; charset=utf-8"}


def _elements(names, optional=()):
    return "".join(
        f'<xsd:element name="{name}" type="xsd:{kind}"'
        f"{' minOccurs=' + chr(34) + '0' + chr(34) if name in optional else ''}/>"
        for name, kind in names.items()
    )


_ASKED = {"countryCode": "string", "vatNumber": "string"}
_ASKER = {"requesterCountryCode": "string", "requesterVatNumber": "string"}
_SHAPES = {
    "checkVat": _ASKED,
    "checkVatResponse": {
        **_ASKED,
        "requestDate": "date",
        "valid": "boolean",
        "name": "string",
        "address": "string",
    },
    "checkVatApprox": {**_ASKED, **_ASKER},
    "checkVatApproxResponse": {
        **_ASKED,
        "requestDate": "date",
        "valid": "boolean",
        "traderName": "string",
        "traderAddress": "string",
        "requestIdentifier": "string",
    },
}


def wsdl(address, before="", imported=""):
    """Return the service's WSDL; `before` stands at the very top, `imported` in the schema."""
    optional = ("name", "address", "traderName", "traderAddress")
    shapes = "".join(
        f'<xsd:element name="{name}"><xsd:complexType><xsd:sequence>{_elements(fields, optional)}'
        "</xsd:sequence></xsd:complexType></xsd:element>"
        for name, fields in _SHAPES.items()
    )
    operations = ("checkVat", "checkVatApprox")
    messages = "".join(
        f'<message name="{name}"><part name="parameters" element="t:{name}"/></message>'
        for name in _SHAPES
    )
    port = "".join(
        f'<operation name="{name}"><input message="s:{name}"/>'
        f'<output message="s:{name}Response"/></operation>'
        for name in operations
    )
    bound = "".join(
        f'<operation name="{name}"><soap:operation soapAction=""/>'
        '<input><soap:body use="literal"/></input><output><soap:body use="literal"/></output>'
        "</operation>"
        for name in operations
    )
    return (
        f'<?xml version="1.0"?>{before}<definitions xmlns="http://schemas.xmlsoap.org/wsdl/"'
        f' xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:s="{SERVICE}" xmlns:t="{TYPES}"'
        f' xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{SERVICE}"><types>'
        f'<xsd:schema targetNamespace="{TYPES}" elementFormDefault="qualified">{imported}{shapes}'
        f'</xsd:schema></types>{messages}<portType name="p">{port}</portType>'
        '<binding name="b" type="s:p">'
        '<soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>'
        f'{bound}</binding><service name="checkVatService"><port name="q" binding="s:b">'
        f'<soap:address location="{address}"/></port></service></definitions>'
    )


def envelope(body, before=""):
    return (
        f'<?xml version="1.0"?>{before}<e:Envelope xmlns:e='
        f'"http://schemas.xmlsoap.org/soap/envelope/"><e:Body>{body}</e:Body></e:Envelope>'
    )


def answer(number, name="ACME", valid="true"):
    country, rest = number[:2], number[2:]
    return envelope(
        f'<r:checkVatResponse xmlns:r="{TYPES}"><r:countryCode>{country}</r:countryCode>'
        f"<r:vatNumber>{rest}</r:vatNumber><r:requestDate>2026-10-08</r:requestDate>"
        f"<r:valid>{valid}</r:valid><r:name>{name}</r:name><r:address>---</r:address>"
        "</r:checkVatResponse>"
    )


def fault(text):
    return envelope(
        f"<e:Fault><faultcode>e:Server</faultcode><faultstring>{text}</faultstring></e:Fault>"
    )


def serving(reply, description=None):
    """Return an `answer` for little_server: the WSDL, and this reply to every question.

    `description` makes the WSDL from the server's own address.
    """

    def respond(request):
        if request.method == "GET":
            base = f"http://{request.headers['Host']}"
            text = (description or wsdl)(f"{base}/service")
            return text if isinstance(text, Reply) else Reply(body=text, headers=XML)
        return reply

    return respond
