"""What can go wrong, sorted by what somebody must do about it.

A problem is a code with parameters and no sentence: the models say it in the reader's language
and offer the cure. It is stored as it stands, so that a later version can say it better.
"""


class Problem(Exception):
    """Base of all: `code` names the case, `params` hold what the sentence needs (text only)."""

    #: The link state in which a problem of this class leaves its link; None = the link stays.
    state = "blocked"

    def __init__(self, code, **params):
        super().__init__(code)
        self.code = code
        self.params = {name: str(value) for name, value in params.items()}

    def as_dict(self):
        """Return what is stored: class, code and parameters."""
        return {"class": type(self).__name__, "code": self.code, "params": self.params}

    def __str__(self):
        details = ", ".join(f"{name}={value}" for name, value in sorted(self.params.items()))
        return f"{self.code} ({details})" if details else self.code


class Unmapped(Problem):
    """A mapping table or a setting lacks a row: somebody fills it in."""


class Invalid(Problem):
    """The source's data break a rule of the target or of the books: mended in the source."""


class Waiting(Problem):
    """Another link must come first: nobody has to do anything about this one."""


class Proposed(Problem):
    """A person decides which of the candidates is meant, or that a new one is made."""


class Conflict(Problem):
    """Two things claim to be the same: a person looks at both."""


class Refused(Problem):
    """The target said no, in its own words; not sent again before somebody did something."""

    state = "refused"


class Gone(Refused):
    """What was to be updated is no longer in the target: the next request makes it anew."""


class Missing(Refused):
    """What the request leads to is no longer in the target; `id` is its id there."""


class Uncertain(Problem):
    """A request was sent and nobody knows whether it arrived: looked up before anything else."""

    state = "uncertain"


class WorldProblem(Problem):
    """Not this document's fault: the job ends and comes back."""

    state = None


class Unreachable(WorldProblem):
    """The other side could not be reached, and provably did nothing: repeats by itself."""


class OverQuota(WorldProblem):
    """The other side's limit is reached: waits `seconds`, then goes on by itself."""

    def __init__(self, code, seconds, **params):
        super().__init__(code, seconds=seconds, **params)
        self.seconds = float(seconds)


class Unauthorised(WorldProblem):
    """The connection is refused: somebody connects anew or asks for a right."""
