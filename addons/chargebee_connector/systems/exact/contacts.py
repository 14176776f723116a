"""Contact persons of a business: made after its account, and kept up to date.

The customer's own person becomes the main contact of an account that has none. What the source
no longer names stays in Exact; what it erased is blanked there, but for the booked documents.
"""

from ...ledger.plan import Facts, Known, LinkNow, Needs, Outcome, Request, ref
from ...ledger.states import PLANNABLE, POSTED
from ...ledger.text import dump, fingerprint
from ...ledger.words import Contact, Customer
from .accounts import follows, is_email
from .formats import cut
from .places import place_of
from .rules import Rules

KIND = "contact"
UPDATE = "contact_update"
MAIN = "main_contact"
PATH = "crm/Contacts"

#: What stands for the name of a person whose data was erased; Exact demands one.
ERASED = "(erased)"
_NAME_LIMIT = 50
_PHONE_LIMIT = 50
_ROLE_LIMIT = 50
#: Stands behind the number of updates once the contact was named the account's main one.
_IS_MAIN = "m"


def needs(customer: Customer, rules: Rules, asked: Needs) -> None:
    """Ask for the contacts that stand, where any are wanted or must be blanked."""
    wanted = _wanted(customer, rules)
    if customer.anonymised or wanted:
        asked.children.add((*place_of(customer), KIND))
    for contact in wanted[:1]:
        asked.links.add((MAIN, f"{_key(customer, contact)}/main"))


def plan(customer: Customer, rules: Rules, known: Known) -> list[Outcome]:
    """Return new contacts, changed ones, and who is the main one."""
    account = place_of(customer)
    link = known.links.get(account) or LinkNow("")
    if customer.anonymised:
        return _erase(customer, known)
    if not follows(customer, link):
        return []
    standing = known.standing.get(link.external_id)
    has_main = standing is not None and bool(standing.main_contact)
    outcomes = []
    for index, contact in enumerate(_wanted(customer, rules)):
        is_main = index == 0 and not has_main
        outcomes.extend(_one(customer, contact, is_main, link, known))
    return outcomes


def fields_of(contact: Contact) -> dict:
    """Return a person's fields, as Exact takes them; a nameless one goes by the e-mail address."""
    email = contact.email.strip()
    first, last = cut(contact.first_name, _NAME_LIMIT), cut(contact.last_name, _NAME_LIMIT)
    return {
        "FirstName": first,
        "LastName": last or ("" if first else cut(email, _NAME_LIMIT)),
        "Email": email if is_email(email) else "",
        "Phone": cut(contact.phone, _PHONE_LIMIT),
        "JobTitleDescription": cut(contact.role, _ROLE_LIMIT),
    }


def _wanted(customer: Customer, rules: Rules) -> list[Contact]:
    """Return the contacts that the route wants, the main one first.

    A consumer is their own account. A business's main contact is the person on the customer, else
    the first who gets mail about invoices.
    """
    wanted = rules.customers.contacts
    if wanted == "off" or not customer.is_business:
        return []
    people = [each for each in customer.contacts if _is_somebody(each)]
    own = Contact(
        "", customer.first_name, customer.last_name, customer.email, customer.phone, billing=True
    )
    if own.first_name or own.last_name:
        people.insert(0, own)
    else:
        people.sort(key=lambda each: not (each.enabled and each.billing))
    return people if wanted == "all" else people[:1]


def _is_somebody(contact: Contact) -> bool:
    return bool(contact.first_name or contact.last_name or is_email(contact.email.strip()))


def _key(customer: Customer, contact: Contact) -> str:
    """Return our key of a contact; the customer's own person has no id."""
    own = f"{place_of(customer)[1]}/contact"
    return f"{own}/{contact.external_id}" if contact.external_id else own


def _one(
    customer: Customer, contact: Contact, is_main: bool, account: LinkNow, known: Known
) -> list[Outcome]:
    at, key = place_of(customer), _key(customer, contact)
    place = (KIND, key)
    link = known.links.get(place) or LinkNow("new")
    fields = fields_of(contact)
    standing = fingerprint(dump(fields))
    title = " ".join(filter(None, (fields["FirstName"], fields["LastName"])))
    common = {"source": ("customer", customer.external_id), "facts": Facts(title=title)}
    if link.state in PLANNABLE:
        body = {"Account": ref(*at)} | {name: value for name, value in fields.items() if value}
        made = Outcome(
            KIND,
            key,
            request=Request("POST", PATH, body, "create"),
            needs_link=None if account.state == POSTED else at,
            parent=at,
            content=f"0:{standing}",
            **common,
        )
        return [made, _main(key, at, 0, standing, common)] if is_main else [made]
    if link.state != POSTED or link.gone:
        return []
    done, _, before = link.content.partition(":")
    number = int(done.rstrip(_IS_MAIN) or 0) + 1
    mark = _IS_MAIN if done.endswith(_IS_MAIN) else ""
    if before != standing:
        path = f"{PATH}(guid'{link.external_id}')"
        return [
            Outcome(
                UPDATE,
                f"{key}/update/{number}",
                request=Request("PUT", path, fields, "put"),
                parent=place,
                content=f"{number}{mark}:{standing}",
                **common,
            )
        ]
    return [_main(key, at, number - 1, standing, common)] if is_main and not mark else []


def _main(key: str, account: tuple, number: int, standing: str, common: dict) -> Outcome:
    """Return the request that names a contact the account's main one."""
    body = {"ID": ref(*account), "MainContact": ref(KIND, key)}
    return Outcome(
        MAIN,
        f"{key}/main",
        request=Request("PUT", "crm/Accounts", body, "put"),
        needs_link=(KIND, key),
        parent=(KIND, key),
        content=f"{number}{_IS_MAIN}:{standing}",
        **common,
    )


def _erase(customer: Customer, known: Known) -> list[Outcome]:
    """Blank the contacts that stand, and leave out those that were not sent yet."""
    outcomes = []
    common = {"source": ("customer", customer.external_id), "facts": Facts(title=ERASED)}
    for place in known.children.get((*place_of(customer), KIND), ()):
        link = known.links[place]
        done, _, before = link.content.partition(":")
        if link.state in PLANNABLE:
            outcomes.append(Outcome(*place, rule="anonymised", **common))
        elif link.state == POSTED and before != ERASED and not link.gone:
            number = int(done.rstrip(_IS_MAIN) or 0) + 1
            mark = _IS_MAIN if done.endswith(_IS_MAIN) else ""
            blank = dict.fromkeys(fields_of(Contact("")), "") | {"LastName": ERASED}
            path = f"{PATH}(guid'{link.external_id}')"
            outcomes.append(
                Outcome(
                    UPDATE,
                    f"{place[1]}/update/{number}",
                    request=Request("PUT", path, blank, "put"),
                    parent=place,
                    content=f"{number}{mark}:{ERASED}",
                    **common,
                )
            )
    return outcomes
