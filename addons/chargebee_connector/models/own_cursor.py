"""Short transactions beside the caller's: for what must stand whatever becomes of the caller."""

from contextlib import contextmanager

#: Odoo's cursors are REPEATABLE READ. Here a statement that waited for a lock must see what the
#: other one wrote, instead of failing: quotas, tokens, lanes and results are such statements.
READ_COMMITTED = "SET TRANSACTION ISOLATION LEVEL READ COMMITTED"


@contextmanager
def own_cursor(env):
    """Open a cursor of its own, commit it at the end, roll it back on an exception."""
    with env.registry.cursor() as cr:
        cr.execute(READ_COMMITTED)
        yield cr


def by_whole_keys(cr):
    """Have the rest of this transaction find links by the unique index of their keys.

    PostgreSQL 15 believes that the index for people's searches, one of trigrams, finds a whole key
    for next to nothing. It takes 10 ms for each where there are 150,000. Such an index can only be
    read as a bitmap.
    """
    cr.execute("SET LOCAL enable_bitmapscan = off")


def commit(cr):
    """Commit and begin the next READ COMMITTED transaction of a cursor of its own."""
    # Never the caller's cursor: this one was opened for statements that must stand by themselves.
    cr.commit()  # pylint: disable=invalid-commit
    cr.execute(READ_COMMITTED)
