"""Prefect's server as a child process of `viza up`: `python -m cli.supervisor_prefect FOLDER PARENT SOCKET`.

It is what `prefect server start` does, with three differences: it dies with its parent, it serves on a socket that the
parent has bound (so no port is lost between looking for one and using it), and open browser tabs do not delay its end.
"""

import socket
import sys

from cli.supervisor_bond import end_with_parent

SHUTDOWN_S = 2


def main(parent: int, descriptor: int) -> None:
    """Serve until SIGTERM."""
    end_with_parent(parent)
    import uvicorn
    from prefect.server.api.server import create_app

    config = uvicorn.Config(
        create_app(final=True), log_level="warning", access_log=False, timeout_graceful_shutdown=SHUTDOWN_S
    )
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=descriptor)])


if __name__ == "__main__":
    main(parent=int(sys.argv[2]), descriptor=int(sys.argv[3]))
