"""Accounts that a bookkeeper made before anything was connected."""

from __future__ import annotations

from typing import Any

from ..formats import ACCOUNT_CODE_LENGTH, date_ms
from ..store import Division
from .chart import add_row

# code, name, status, country, postcode, city, VAT number, e-mail
ACCOUNTS = """
1|Bakkerij Van Dijk B.V.|C|NL|1012 AB|Amsterdam|NL801234567B01|info@bakkerijvandijk.example
2|Fietsenmakerij De Ketting|C|NL|3511 CD|Utrecht|NL802345678B01|info@deketting.example
3|Brouwerij Het Anker N.V.|C|BE|2800|Mechelen|BE0403567890|boekhouding@hetanker.example
4|Holding Zuidas B.V.|C|NL|1082 LL|Amsterdam|NL803456789B01|finance@zuidas.example
5|Zuidas Services B.V.|C|NL|1082 MM|Amsterdam|NL803456789B01|finance@zuidas.example
6|Schmidt Maschinenbau GmbH|C|DE|10115|Berlin|DE123456789|rechnung@schmidt.example
7|Dupont & Fils SARL|C|FR|75002|Paris|FR40303265045|compta@dupont.example
8|Hosting Leverancier B.V.|A|NL|9711 AA|Groningen|NL804567890B01|sales@leverancier.example
9|Prospect Techniek B.V.|P|NL|5611 EM|Eindhoven||hallo@prospect.example
10|Jan de Vries|C|NL|2011 RA|Haarlem||jan@devries.example
11|Acme Widgets Ltd|C|GB|EC1A 1BB|London|GB123456789|ap@acme.example
12|Pacific Software Inc.|C|US|94105|San Francisco||ap@pacific.example
13|Oude Klant B.V.|C|NL|8011 PK|Zwolle|NL805678901B01|info@oudeklant.example
14|Wanbetaler V.O.F.|C|NL|6811 KS|Arnhem|NL806789012B01|post@wanbetaler.example
15|Dubbele Naam B.V.|C|NL|7511 JE|Enschede||info@dubbel.example
16|Dubbele Naam B.V.|C|NL|7511 JE|Enschede||info@dubbel.example
"""
SUPPLIER, ENDED, BLOCKED = "8", "13", "14"


def add_accounts(division: Division) -> None:
    for line in ACCOUNTS.strip().splitlines():
        code, name, status, country, postcode, city, vat_number, email = line.split("|")
        values: dict[str, Any] = {
            "Code": code.rjust(ACCOUNT_CODE_LENGTH),
            "Name": name,
            "Status": status,
            "Type": "A",
            "Country": country,
            "Postcode": postcode,
            "City": city,
            "VATNumber": vat_number or None,
            "Email": email,
            "IsSupplier": code == SUPPLIER,
            "Blocked": code == BLOCKED,
            "EndDate": date_ms("2026-06-30") if code == ENDED else None,
            "PaymentConditionSales": "30" if code == "4" else None,
        }
        add_row(division, "crm/Accounts", code, values)
    division.counters["account"] = 1000
