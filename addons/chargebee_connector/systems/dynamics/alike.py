"""When a domain or a VAT number of two systems is the same: for matching, never for booking."""

from urllib.parse import urlsplit

from ...ledger import identity

#: Domains under which anybody has an e-mail address: they say nothing of a company.
FREE_MAIL = frozenset(
    """
    aol.com bluewin.ch chello.nl free.fr freemail.hu gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.net
    googlemail.com hetnet.nl home.nl hotmail.be hotmail.co.uk hotmail.com hotmail.de hotmail.fr
    hotmail.it hotmail.nl icloud.com kpnmail.nl kpnplanet.nl laposte.net libero.it live.be
    live.com live.nl mac.com mail.com mail.ru me.com msn.com orange.fr outlook.be outlook.com
    outlook.de outlook.fr pandora.be planet.nl proton.me protonmail.com quicknet.nl scarlet.be
    sfr.fr skynet.be t-online.de telenet.be upcmail.nl voo.be wanadoo.fr web.de xs4all.nl yahoo.com
    yahoo.co.uk yahoo.de yahoo.fr yandex.com yandex.ru ymail.com zeelandnet.nl ziggo.nl
    """.split()
)


def domain(email: str) -> str:
    """Return the company's domain in an e-mail address, "" for one that anybody can have."""
    _name, at, host = email.strip().casefold().rpartition("@")
    return _kept(host) if at else ""


def domains(email: str, website: str) -> list[str]:
    """Return the domains of an account's e-mail address and website, each once."""
    return list(dict.fromkeys(filter(None, (domain(email), site(website)))))


def site(address: str) -> str:
    """Return the domain of a website, however it is written."""
    address = address.strip().casefold()
    try:
        host = urlsplit(address if "//" in address else f"//{address}").hostname or ""
    except ValueError:
        return ""
    return _kept(host.removeprefix("www."))


def vat_number(number: str, country: str) -> str:
    """Return a VAT number with the country before it, "" for none.

    `country` helps where the number lacks it, if it is a code and not a name.
    """
    plain = identity.vat(number)
    if not plain or plain[:2].isalpha():
        return plain
    return (country.strip().upper() if len(country.strip()) == 2 else "") + plain


def _kept(host: str) -> str:
    return host if "." in host and host not in FREE_MAIL else ""
