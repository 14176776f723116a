"""States that tests begin with: a database, and the books of the two servers that belong to it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import database
from servers import Server, copy_of
from world import World


@dataclass
class Stage:
    """A database in some state, with books of a billing site and of what it is connected to.

    `dataset` are the site's options; `system` is the sandbox of the other server and `options` are
    that one's. `world` is what tests look at.
    """

    database: str
    books: Path
    ports: tuple[int, int]
    dataset: tuple[str, ...]
    system: str
    options: tuple[str, ...]
    world: type[World]

    @contextmanager
    def opened(
        self, folder: Path, options: tuple[str, ...] | None = None, keep: bool = False
    ) -> Iterator[World]:
        """A world in this state, its servers with copies of their books in `folder`.

        `options` are the other server's for once. With `keep` the books are written at the end.
        """
        options = self.options if options is None else options
        servers = [
            Server("chargebee", self.ports[0], self._books("site", folder), *self.dataset),
            Server(self.system, self.ports[1], self._books(self.system, folder), *options),
        ]
        try:
            database.put_back(self.database)
            for server in servers:
                server.wait()
            world = self.world(self.database, *servers)
            try:
                yield world
            finally:
                world.close()
        finally:
            for server in servers:
                server.stop(keep)

    def next(self, name: str, folder: Path, advance: Callable[[World], None]) -> "Stage":
        """The stage to which `advance` brings a world of this one."""
        database.put_back(self.database)
        database.copy(self.database, name)
        database.keep(name)
        after = replace(self, database=name)
        with after.opened(folder, keep=True) as world:
            advance(world)
        database.keep(name)
        return replace(after, books=folder)

    def _books(self, system: str, folder: Path) -> Path:
        state = self.books / f"{system}.json"
        return copy_of(state, folder) if state.exists() else folder / state.name
