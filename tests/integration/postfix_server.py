"""A real Postfix on a high loopback port, run from a folder of its own."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.postfix import find_postfix

LOCAL_DOMAIN = "local.example"
START_S = 20.0
_MAIN = """
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
command_directory = /usr/sbin
daemon_directory = {daemons}
meta_directory = /etc/postfix
maillog_file = {folder}/log
maillog_file_prefixes = {folder}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.local.example
myorigin = local.example
mydestination = local.example
# Taken first and refused later, as a relay does that does not know the users behind it.
local_recipient_maps =
alias_maps =
alias_database =
mynetworks = 127.0.0.0/8
transport_maps = inline:{{ {transports} }}
disable_dns_lookups = yes
smtp_host_lookup = native
smtp_tls_security_level = none
smtpd_tls_security_level = none
smtpd_peername_lookup = no
"""
_MASTER = """
127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
local unix - n n - - local
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True, slots=True)
class Postfix:
    """A running Postfix; it hands mail for each domain of its transports to the port that they name."""

    port: int
    folder: Path

    def log(self) -> str:
        """What it did."""
        return (self.folder / "log").read_text("utf-8", "replace")


@contextmanager
def running_postfix(transports: dict[str, int]) -> Iterator[Postfix]:
    """Start it and wait until it answers. `transports` are loopback ports by domain; `LOCAL_DOMAIN` is its own.

    Its queue lies in a short path that its users may enter: sockets and the pytest folder allow neither.
    """
    command = find_postfix()
    folder = Path(tempfile.mkdtemp(prefix="viza-pf-"))
    folder.chmod(0o755)
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    try:
        etc = folder / "etc"
        for each in (etc, folder / "queue", folder / "data"):
            each.mkdir(mode=0o755)
        shutil.chown(folder / "data", "postfix")
        routes = ", ".join(f"{{ {domain} = smtp:[127.0.0.1]:{to} }}" for domain, to in transports.items())
        daemons = next(path for path in ("/usr/lib/postfix/sbin", "/usr/libexec/postfix") if Path(path).is_dir())
        (etc / "main.cf").write_text(_MAIN.format(folder=folder, transports=routes, daemons=daemons))
        (etc / "master.cf").write_text(_MASTER.format(port=port))
        run = [str(command), "-c", str(etc)]
        subprocess.run([*run, "start"], check=True, capture_output=True, timeout=60)
        try:
            _wait_for(port)
            yield Postfix(port, folder)
        finally:
            subprocess.run([*run, "stop"], check=False, capture_output=True, timeout=60)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait_for(port: int) -> None:
    until = time.monotonic() + START_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as connection:
                assert connection.recv(100).startswith(b"220 ")
                return
        except OSError:
            if time.monotonic() > until:
                raise
            time.sleep(0.1)
