from odoo import fields, models

from ..ledger.plan import Facts, Needs
from ..ledger.problems import Invalid
from .billing_quota import Quota
from .posting_doubts import BATCH
from .problem_text import TEXTS

#: How many things one bundle takes at most; what is more goes into the next.
MOST_PARTS = 250


class BillingSystem(models.AbstractModel):
    """The contract of a system: all that the connector asks of the ones it knows or of another.

    `billing.system.<name>` implements it by handing on to a package that knows no Odoo. A source
    implements the first half, a target the second, some systems both. Words, needs, outcomes and
    problems are those of `ledger`.

    A system of another addon adds its name to `billing.backend.system`, and the kinds of records,
    links and reference data that it has of its own to theirs, all by `selection_add` with
    `ondelete=lambda some: some._forget()`. What several know goes by one name everywhere: records
    of kind `customer`, `item_price`, `invoice`, `credit_note` and `transaction` are read as the
    words of these names (`plan` and `addon` as prices of an old catalogue); a proposal's code is
    `account_proposed`. Other codes of problems begin with the system's name.
    """

    _name = "billing.system"
    _description = "Billing System"

    #: Kinds of records that are planned, in the order of planning.
    PLANNED_KINDS = ()
    #: Those among them that mean something only together with others, and the name of the key
    #: that such records share.
    TIED_KINDS = ()
    TIED_BY = ""
    #: Whether routes may lead to it.
    IS_TARGET = False
    #: The kind of reference data that a target's scopes are, "" where it has none.
    SCOPE_KIND = ""
    #: Kinds of updates of which `_look` can say whether the target holds them already.
    UPDATES_FOUND = ()
    #: Whether a target shows a source's objects as rows of tables: it is told `ledger.mirror.Row`.
    SHOWS = False
    #: How many requests a target takes together, all of one kind and to be repeated at any time;
    #: 0 where each is a call of its own.
    TOGETHER = 0
    #: Codes of refusals that are mended when what is missing there is made.
    SET_UP_PROBLEMS = ()
    #: Kinds of links in the order of posting, where one leads to another.
    POSTED_KINDS = ()
    #: What is said of a thing that goes after another one, which isn't there yet.
    FIRST = "account_first"

    # --- both -----------------------------------------------------------------------------

    def _client(self, backend, scope="", calls=None):
        """Return a client for one connection and scope; `calls` collects the record of calls."""
        raise NotImplementedError

    def _quota(self, backend, scope="", limits=(None, None), read_headers=None):
        """Return the systems.http.Quota that all workers share; see Quota for the parameters."""
        return Quota(self.env, backend, scope, limits, read_headers)

    def _vat_number(self, customer):
        """Return a customer's VAT number in its one spelling, "" for none."""
        return ""

    def _own_vat_number(self, route):
        """Return the VAT number of the books that a route leads to, "" when it isn't known."""
        return ""

    def _problem_texts(self):
        """Return {code: (summary, cure)} of lazy texts, for the problems of all systems.

        Another addon extends it on `billing.system` itself.
        """
        return TEXTS

    def _problem_words(self):
        """Return {parameter of a problem: {its code: lazy text}} of what stands in sentences."""
        return {}

    def _test(self, backend):
        """Return what a connection test found, as a list of (level, code, params).

        Levels are those of the log; an empty list means that all is well.
        """
        raise NotImplementedError

    # --- a source -------------------------------------------------------------------------

    def _identity(self, backend):
        """Return what a source is called in keys that stand in a target: it never changes."""
        return str(backend.id)

    def _time_zone(self, backend):
        """Return the name of the zone in which a source's days begin, "" when nobody said."""
        return ""

    def _acquaint(self, backend, connect):
        """Learn of a source what decides which kinds it has; called before streams are chosen.

        `connect` makes a client, for what has to be asked.
        """

    def _stream_kinds(self, backend):
        """Return the kinds that are pulled from a connection, in the order of pulling."""
        return ()

    def _pages(self, backend, client, kind, cursor, now, full):
        """Yield ledger.pull.Page; `cursor` is what the last stored page carried ("" at first)."""
        raise NotImplementedError

    def _begin_pull(self, stream):
        """See to a stream before it is read on; it may have to start over."""

    def _end_pull(self, stream, client):
        """See to what a stream that was read to its end has told; may read more there."""

    def _fetch(self, client, kind, external_id):
        """Return one object afresh as ledger.pull.Pulled, or None when it is gone."""
        raise NotImplementedError

    def _attachment(self, client, kind, external_id):
        """Return the printed form of a document, as the bytes of a PDF.

        Raises a ledger.problems.Invalid where there is none, or it is too large.
        """
        raise Invalid("attachment_missing", number=external_id)

    def _objects_of_event(self, backend, payload):
        """Return [(kind, external id)] of what an event's payload touches."""
        return []

    def _read(self, backend, kind, payload):
        """Return the word that a payload stands for, None for kinds that are none.

        Raises ledger.problems.Invalid for a payload that can't be understood.
        """
        return None

    def _planned_kinds(self, target):
        """Return the kinds of records that are planned for a target's system, in their order."""
        return self.PLANNED_KINDS

    def _read_for(self, target, backend, kind, payload):
        """Return the word that a target's system is told of a payload; see `_read`."""
        return self._read(backend, kind, payload)

    def _joined(self, words, gone):
        """Return the words of a batch, those of tied records put together.

        `gone` holds (kind, external id) of the records that no longer exist in the source.
        """
        return words

    def _begin_plan(self, route):
        """Put on a route's list what must be planned anew though its records didn't change."""

    def _glimpse(self, backend, payload):
        """Return ledger.plan.Facts as far as a payload tells any, however malformed it is."""
        return Facts()

    def _entity_of(self, payload):
        """Return the business entity that an object names, "" where none can be read."""
        return ""

    def _movements(self, backend, references):
        """Return {reference: id} of movements of money, by what their provider calls them."""
        return {}

    def _match_keys(self, kind, payload):
        """Return [(name, value)] by which a record can be found by likeness."""
        return []

    def _likeness(self, kind, payload):
        """Return the word that a plan compares when it looks for something alike."""
        return None

    def _shown_tables(self):
        """Return the ledger.mirror.Table that a source declares, in the order of writing."""
        return ()

    def _search_keys(self, text):
        """Return [(name, value)] of `_match_keys` by which what a person typed may be found."""
        return []

    # --- a target -------------------------------------------------------------------------

    def _missing(self, backend, client, again=False):
        """Return [(name, title, step)] of what must be made there before anything is written.

        `again` says that an earlier attempt ended half-way.
        """
        return []

    def _forget_missing(self, backend, steps):
        """Forget what links say stands in what `_missing` named; say whether there was any.

        What was there before was deleted over there, with all that stood in it.
        """
        return False

    def _create_missing(self, client, step):
        """Make one thing that `_missing` named, unless it is there by now.

        Raises OverQuota for one that must wait.
        """
        raise NotImplementedError

    def _reference_kinds(self):
        """Return the kinds of reference data that people pick from."""
        return ()

    def _references(self, backend, client, kind):
        """Yield ledger.pull.Referenced of one kind."""
        raise NotImplementedError

    def _scopes(self, client):
        """Yield ledger.pull.Referenced for every scope (division ...) that can be chosen."""
        return ()

    def _route_scope(self, route):
        """Return the scope that a route reads from or posts into, "" for systems without any."""
        return ""

    def _mirror_kinds(self):
        """Return the kinds of the target that are pulled since plans must know of them."""
        return ()

    def _keyed_kinds(self):
        """Return the kinds whose records are found by what `_match_keys` tells of them."""
        return (*self._mirror_kinds(), *self.TIED_KINDS)

    def _rules(self, route):
        """Return the frozen rules of a route. Raises Unmapped for a setting that is missing."""
        raise NotImplementedError

    def _place(self, kind, external_id):
        """Return (link kind, key) under which a record of the source stands in the target.

        None for kinds of records that don't go there.
        """
        raise NotImplementedError

    def _needs(self, words, rules):
        """Return ledger.plan.Needs: all that the plan of these words will ask for.

        A link that an outcome goes after is that of a record that is named here too.
        """
        raise NotImplementedError

    def _needs_beyond(self, words, rules, known):
        """Return the Needs that only what is known by now names.

        Asked for twice, as long as it names something else: one answer may lead to the next.
        """
        return Needs()

    def _read_there(self, backend, kind, payload):
        """Return what a plan must know of a record of the target itself."""
        return self._read(backend, kind, payload)

    def _plan(self, words, rules, known):
        """Return the ledger.plan.Outcome of these words."""
        raise NotImplementedError

    def _kinds_wanted(self, route):
        """Return the kinds that a route needs of its source beyond those that are always pulled."""
        return ()

    def _bundle_until(self, rules):
        """Return the last day whose parts may be put together; nothing older waits."""
        return fields.Date.context_today(self)

    def _bundle_is_due(self, kind, base, rules):
        """Say whether all has come that a bundle waits for, beside the day of its parts."""
        return True

    def _bundle_most(self, kind, base):
        """Return how many parts one thing takes at most, None for any number."""
        return MOST_PARTS

    def _why(self, word, rules, known):
        """Return [ledger.reasons.Reason]: what decides each line that a document is booked by."""
        return []

    def _bundle(self, kind, key, parts, rules):
        """Return (Facts, Request) of the one thing that takes these ledger.plan.Part together.

        They come in the order of their dates. Raises a problem that stops all of them.
        """
        raise NotImplementedError

    def _assumed_limits(self):
        """Return the calls a minute and a day that are assumed until the target tells its own."""
        return (None, None)

    def _before_post(self, client, backend, scope, cr, asked):
        """See to what must hold before anything is posted into a scope.

        `cr` is the posting's own cursor, which commits; what must not go is blocked through it.
        What it asked the target it adds to the texts `asked`, and does not ask again for as long
        as the run remembers them: an hour at most.
        """

    def _look(self, client, asks):
        """Return {ask id: Posted, Problem or None (not there)}; reads the target only."""
        raise NotImplementedError

    def _fitting(self, asks):
        """Return how many of the first of these asks, all of one kind, `_look` answers at once."""
        return BATCH

    def _owners(self, client, keys, rules):
        """Return {key: external id of the account} of documents that stand in the target.

        Only those that say without doubt whose they are; reads the target only.
        """
        return {}

    def _seats(self, client, bodies):
        """Return {id: number of the thing in the target that holds it} for bodies of parts.

        Reads the target only; what isn't there, or in several, is left out.
        """
        return {}

    def _post(self, client, request):
        """Send one request (dict: method, path, body, repeat) and return ledger.pull.Posted.

        `once` is the same text as often as one request is sent again, and no other's.
        """
        raise NotImplementedError

    def _post_together(self, client, requests):
        """Send up to `TOGETHER` requests and yield (index, Posted or Problem) as they are done.

        Raises a problem of the world, or Uncertain, for all that were not yielded before.
        """
        raise NotImplementedError

    def _taken_over(self, word, route):
        """Return the content of a link to a thing of the target that a person chose."""
        return ""

    def _no_longer_fits(self, posted, outcome):
        """Return the Problem of what stands there that a change of its source puts in doubt.

        `posted` is a ledger.plan.Booked, `outcome` what would be planned today; None means that
        the change is a matter of flags.
        """
        return None

    def _totals(self, route, requests):
        """Yield (index of the request, ledger, VAT code, net, tax) of what requests book."""
        return ()

    def _fill_route(self, route):
        """Fill a route's settings that its scope leaves only one choice for."""

    def _suggest(self, route):
        """Create suggested mapping rows for what is in use; return how many."""
        return 0
