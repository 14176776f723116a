"""What `setup/bench` measures, at a fiftieth of its size and without a clock.

Speed is no matter of a test. Counts are: how many calls and queries are made, and that memory
doesn't grow with the data. Needs what `setup/env` makes.
"""

import os
from collections.abc import Iterator

import pytest

from environment import bench_figures as figures
from environment import odoo
from environment.bench import empty_database
from environment.bench_figures import CALLS_AIM, MEMORY_AIM
from environment.bench_site import Site, running_site
from environment.benchmark import BIG, SMALL

SCALE = 50
TASKS = ("pull", "map", "plan", "post")
#: Calls that come once, whatever is posted: an access token, who the user is, and one look more,
#: since the entries whose customers stand already go before the others.
ONCE = 3


class Measured:
    """A site whose invoices went all the way, each task in a fresh worker."""

    def __init__(self, site: Site) -> None:
        self.invoices = site.invoices
        self.spent = {task: site.worker(task) for task in TASKS}
        self.calls = len(site.exact_calls())
        mirrored = self.spent["pull"]["stored"]["account"]
        self.posted = self.spent["post"]["posted"]
        self.fewest_calls = figures.fewest_calls(site.references, self.posted, mirrored)


@pytest.fixture(scope="module")
def sites() -> Iterator[tuple[Measured, Measured]]:
    """A small and a big one."""
    with empty_database(f"bench_test_{os.getpid()}", odoo.ensure()[0]) as (conf, name, children):
        measured = []
        for size in (SMALL // SCALE, BIG // SCALE):
            with running_site(conf, name, size, children) as site:
                measured.append(Measured(site))
        yield tuple(measured)


def test_invoices_were_posted(sites: tuple[Measured, Measured]) -> None:
    for measured in sites:
        assert measured.posted["sales_entry"] > measured.invoices / 2
        assert measured.spent["pull"]["stored"]["invoice"] >= measured.invoices


def test_calls_are_the_fewest_possible(sites: tuple[Measured, Measured]) -> None:
    small, big = sites
    assert small.calls <= small.fewest_calls + ONCE
    assert big.calls <= big.fewest_calls * (1 + CALLS_AIM)


def test_queries_of_a_batch_do_not_depend_on_its_size(sites: tuple[Measured, Measured]) -> None:
    for kind in ("customer", "invoice", "credit_note", "transaction"):
        small, big = (measured.spent["plan"]["planned"][kind] for measured in sites)
        assert big["number"] > 5 * small["number"]
        # A batch with something blocked in it writes the log as well.
        assert big["batch_queries"] <= small["batch_queries"] + 4, kind


def test_memory_does_not_grow_with_the_data(sites: tuple[Measured, Measured]) -> None:
    small, big = (measured.spent for measured in sites)
    for task in ("pull", "plan", "post"):
        assert big[task]["peak"] <= small[task]["peak"] * (1 + MEMORY_AIM), task
