"""The measurements of `setup/bench`, each printed beside its baseline and its aim."""

from collections.abc import Sequence

from .surroundings import World

# The dataset, in the words of `python -m sandbox.chargebee --help`.
SANDBOX_ARGUMENTS: tuple[str, ...] = ()


def measure(world: World, arguments: Sequence[str]) -> bool:
    """Measure everything; whether each aim was met."""
    raise NotImplementedError(f"{world.database}: nothing is measured yet {list(arguments)}")
