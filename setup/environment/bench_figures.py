"""From what workers and servers counted to the figures that are shown."""

from .bench_table import Figure, mebibytes, number

PULL_AIM = 0.5
PLAN_AIM = 2000
CALLS_AIM = 0.02
#: Memory of the same work on much more data; a page or batch more or less in the allocator's hands
#: is no growth.
MEMORY_AIM = 0.10

#: Records that the connector plans together.
BATCH = 500
#: Exact gives 60 rows a page.
ROWS_PER_PAGE = 60
ACCOUNTS_PER_PAGE = 1000
#: Read by the connector, whether the division holds any of them or not.
REFERENCE_KINDS = (
    "division",
    "gl_account",
    "vat_code",
    "journal",
    "payment_condition",
    "cost_center",
    "cost_unit",
    "item_group",
    "period",
    "journal_status",
    "vat_return",
    "currency",
    "booking",
    "opening_item",
)
#: What is sent as an update: nobody has to look whether it stands there.
UPDATES = ("account_update", "main_contact")


def pulling(pulled: dict, loops: list[dict], sdk: dict) -> list[Figure]:
    """Records read and stored per second, beside a loop that only reads and the official SDK."""
    ours = pulled["records"] / pulled["wall"]
    # The machine has other work at times: the faster of two loops is the harder baseline.
    bare = max(loop["records"] / loop["wall"] for loop in loops)
    official = sdk["records"] / sdk["wall"]
    share = ours / bare
    processor = pulled["cpu"] / pulled["records"] * 1e6
    loop_processor = min(loop["cpu"] / loop["records"] for loop in loops) * 1e6
    return [
        Figure(
            "records pulled and stored, per second",
            number(ours),
            f"bare loop, nothing stored: {number(bare)}",
            f"{PULL_AIM:.0%} of it; is {share:.0%}",
            share >= PULL_AIM,
            share,
        ),
        Figure(
            "  beside the official SDK",
            f"{ours / official:.1f} times as fast",
            f"SDK, nothing stored: {number(official)}",
            f"(loop: {bare / official:.1f} times)",
        ),
        Figure(
            "  processor per record, microseconds",
            f"{number(processor)} + PostgreSQL {_database(pulled, pulled['records'])}",
            f"bare loop: {number(loop_processor)}",
        ),
    ]


def planning(planned: dict, kind: str = "invoice") -> list[Figure]:
    """Documents planned per second and core: parsing, queries, rules and storing the links."""
    work = planned["planned"][kind]
    count = work["number"]
    rate = count / work["cpu"]
    storing = work["cpu"] - work["outcomes_cpu"]
    figures = [
        Figure(
            f"{kind}s planned and stored, per second and core",
            number(rate),
            f"{count:,} {kind}s in {work['wall']:.1f} s of wall time",
            f"{PLAN_AIM:,}",
            rate >= PLAN_AIM,
            rate,
        ),
        Figure(
            "  of which parsing, queries and rules",
            f"{number(count / work['outcomes_cpu'])} per second and core",
        ),
        Figure("  of which storing", f"{number(count / storing)} per second and core"),
    ]
    if work["database_cpu"]:
        both = count / (work["cpu"] + work["database_cpu"])
        share = work["database_cpu"] / (work["cpu"] + work["database_cpu"])
        figures.append(
            Figure(
                "  with PostgreSQL's processor time counted in",
                f"{number(both)} per second and core",
                f"PostgreSQL's share: {share:.0%}",
            )
        )
    return figures


def queries(small: dict, big: dict) -> Figure:
    """Queries of a batch of invoices, which must not depend on how many are in it."""
    most = [work["planned"]["invoice"]["batch_queries"] for work in (small, big)]
    sizes = [min(BATCH, work["planned"]["invoice"]["number"]) for work in (small, big)]
    return Figure(
        "  queries of a batch",
        f"{most[1]} for {sizes[1]} invoices",
        f"{most[0]} for {sizes[0]} invoices",
        share=most[1] - most[0],
    )


def calls(made: list[dict], references: dict[str, int], posted: dict, mirrored: int) -> Figure:
    """Calls to Exact from an empty database to everything posted, beside the fewest possible."""
    least = fewest_calls(references, posted, mirrored)
    entries = posted.get("sales_entry", 0)
    more = len(made) / least - 1
    return Figure(
        f"calls to Exact for {entries:,} invoices posted",
        f"{len(made):,} ({len(made) / entries * 1000:,.0f} per 1,000)",
        f"fewest possible: {least:,} ({least / entries * 1000:,.0f} per 1,000)",
        f"{CALLS_AIM:.0%} more; are {more:.1%}",
        more <= CALLS_AIM,
        more,
    )


def fewest_calls(references: dict[str, int], posted: dict, mirrored: int) -> int:
    """One per thing that is posted, and each page of what must be read once.

    That is the reference data, the accounts, what was deleted of those, and for each kind of thing
    that is made one list of what stands already: see `bench_least`.
    """
    pages = sum(_pages(references.get(kind, 0), ROWS_PER_PAGE) for kind in REFERENCE_KINDS)
    created = sum(posted.values())
    looks = sum(1 for kind, count in posted.items() if count and kind not in UPDATES)
    deleted = _pages(0, ACCOUNTS_PER_PAGE)
    return created + looks + pages + _pages(mirrored, ACCOUNTS_PER_PAGE) + deleted


def memory(task: str, small: tuple[int, dict], big: tuple[int, dict]) -> Figure:
    """The most memory that a fresh worker had for the same task on little and on much data."""
    peaks = [spent["peak"] for _invoices, spent in (small, big)]
    growth = peaks[1] / peaks[0] - 1
    return Figure(
        f"memory of a worker, {task}",
        f"{big[0]:,} invoices: {mebibytes(peaks[1])}",
        f"{small[0]:,} invoices: {mebibytes(peaks[0])}",
        f"{MEMORY_AIM:.0%} more; is {growth:.1%}",
        growth <= MEMORY_AIM,
        growth,
    )


def minutes(made: list[dict], limit: int) -> list[Figure]:
    """Calls in each clock minute of a slice, and how often Exact had to say no."""
    counted: dict[int, int] = {}
    for call in made:
        minute = int(call["at"] // 60)
        counted[minute] = counted.get(minute, 0) + 1
    refused = sum(call["status"] == 429 for call in made)
    most = max(counted.values(), default=0)
    return [
        Figure(
            "calls to Exact in each clock minute",
            ", ".join(str(counted[minute]) for minute in sorted(counted)),
            f"Exact allows {limit}",
            f"{limit}; most are {most}",
            most <= limit,
        ),
        Figure("  refused for being too many", str(refused), "", "0", refused == 0),
    ]


def _pages(rows: int, size: int) -> int:
    """Pages of a list; behind a full one an empty one must be asked for as well."""
    return rows // size + 1


def _database(work: dict, count: int) -> str:
    """PostgreSQL's processor time for each of so many things, in microseconds."""
    if work["database_cpu"] is None:
        return "(elsewhere)"
    return number(work["database_cpu"] / count * 1e6)
