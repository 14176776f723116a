"""The life of a link, as one table.

`posted` never goes back: what changes later becomes a link of its own. `posting` says that a
request may be on the wire; only its own answer or a look at the target leads out of it.
"""

NEW = "new"
PLANNED = "planned"
POSTING = "posting"
POSTED = "posted"
BLOCKED = "blocked"
REFUSED = "refused"
UNCERTAIN = "uncertain"
SKIPPED = "skipped"
IGNORED = "ignored"

ALL = (NEW, PLANNED, POSTING, POSTED, BLOCKED, REFUSED, UNCERTAIN, SKIPPED, IGNORED)

#: What a plan may still change: nothing of it is, or may be, in the target.
PLANNABLE = (NEW, PLANNED, BLOCKED, REFUSED, SKIPPED)

#: States in which the link must say why it is there.
NEEDS_REASON = (BLOCKED, REFUSED, UNCERTAIN, SKIPPED, IGNORED)

#: Still waiting for somebody or something.
OPEN = (NEW, PLANNED, POSTING, BLOCKED, REFUSED, UNCERTAIN)

_MOVES = {
    NEW: {PLANNED, POSTED, BLOCKED, SKIPPED, IGNORED},
    PLANNED: {PLANNED, POSTING, POSTED, BLOCKED, SKIPPED, IGNORED},
    POSTING: {POSTED, REFUSED, UNCERTAIN, PLANNED},
    POSTED: set(),
    BLOCKED: {NEW, PLANNED, BLOCKED, SKIPPED, IGNORED, POSTED},
    REFUSED: {NEW, PLANNED, POSTED, BLOCKED, SKIPPED, IGNORED},
    UNCERTAIN: {POSTED, PLANNED, BLOCKED, UNCERTAIN, IGNORED},
    SKIPPED: {PLANNED, POSTED, BLOCKED, SKIPPED, IGNORED},
    IGNORED: {NEW},
}


def may_move(before, after):
    """Say whether a link in state `before` may come to state `after`.

    Every way to `posted` that skips `posting` is an adoption: the thing was found in the target.
    `posting` to `planned` is a request that provably never left (no connection, quota).
    """
    return after in _MOVES[before]
