"""The points of a post at which a worker is stopped, so that something can happen to it there."""

from dataclasses import dataclass

from places import PLACES
from world import World


@dataclass(frozen=True)
class Point:
    """`on_the_wire`: the intent is committed. `arrives`: Exact gets to do the request."""

    name: str
    on_the_wire: bool
    sent: bool
    arrives: bool

    def arm(self, world: World, name: str) -> None:
        """Have the first thing that is posted to this place stop here."""
        raise NotImplementedError

    def wait(self, world: World) -> None:
        """Wait until a worker has stopped here."""
        raise NotImplementedError

    def let_go(self, world: World) -> None:
        """Let what stopped here go on, whether or not anybody waits for it any more."""
        raise NotImplementedError


class Gate(Point):
    """A statement that waits in the database."""

    def wait(self, world: World) -> None:
        world.db.wait_at_gate()

    def let_go(self, world: World) -> None:
        world.db.open_gate()


class BeforeIntent(Gate):
    def arm(self, world: World, name: str) -> None:
        world.db.shut_before("posting", PLACES[name].kind)


class BeforeCall(Gate):
    """The call is counted in the quota's table before it is made: once in five calls."""

    def arm(self, world: World, name: str) -> None:
        world.db.shut_quota(PLACES[name].kind)


class BeforeResult(Gate):
    def arm(self, world: World, name: str) -> None:
        world.db.shut_before("posted", PLACES[name].kind)


@dataclass(frozen=True)
class Held(Point):
    """A request that the sandbox holds, before it does the work or after it."""

    after: bool = False

    def arm(self, world: World, name: str) -> None:
        world.holder = world.server_of(name)
        world.holder.fail("hold", PLACES[name].posted + "$", after=self.after)

    def wait(self, world: World) -> None:
        world.holder.wait_held()

    def let_go(self, world: World) -> None:
        world.holder.release(drop=not self.arrives)


BEFORE_INTENT = BeforeIntent("before the intent", False, False, False)
BEFORE_CALL = BeforeCall("between intent and call", True, False, False)
ARRIVES_LATE = Held("during the call, which arrives late", True, True, True)
NEVER_ARRIVES = Held("during the call, which never arrives", True, True, False)
AFTER_CALL = Held("after the call, before the answer", True, True, True, after=True)
BEFORE_RESULT = BeforeResult("after the answer, before the result", True, True, True)
ALL = (BEFORE_INTENT, BEFORE_CALL, ARRIVES_LATE, NEVER_ARRIVES, AFTER_CALL, BEFORE_RESULT)
