"""TCP ports on this machine's loopback."""

import socket

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    """Whether a server could listen on the port now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def next_free(first: int, attempts: int = 100) -> int:
    """The first free port from `first` on."""
    for port in range(first, first + attempts):
        if is_free(port):
            return port
    raise OSError(f"no free port from {first} to {first + attempts - 1}")


def any_free() -> int:
    """A port that the system picked."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]
