"""The hostile web: all behaviours behind one server, and the rules that lead every host to it."""

import socket
from collections.abc import Callable
from pathlib import Path

import hostile_addresses
import hostile_bytes
import hostile_files
import hostile_pages
import hostile_spaces
import hostile_tls
from hostile_behaviour import BEHAVIOURS, BY_HOST, DOMAIN, reply
from hostile_wire import Answer, Ask, WireServer

__all__ = ["BEHAVIOURS", "HostileWeb"]

ELSEWHERE = "elsewhere.example"
"""An ordinary host that belongs to no site."""
FAMILIES = (hostile_spaces, hostile_bytes, hostile_pages, hostile_files, hostile_tls, hostile_addresses)
"""The modules whose import registers the behaviours."""


class HostileWeb(WireServer):
    """Serves all behaviours.

    Args:
        folder: for certificates.
        elsewhere: answers for hosts that belong to no behaviour; default is an ordinary site.

    Attributes:
        authority: file of the authority that the good certificate is signed by.
    """

    def __init__(self, folder: Path, elsewhere: Callable[[Ask], Answer] = reply) -> None:
        authority = hostile_tls.Authority(folder)
        self.authority = authority.file
        self._elsewhere = elsewhere
        super().__init__(self._choose, authority.context())
        with socket.socket() as unused:
            unused.bind(("127.0.0.1", 0))
            self._closed_port = unused.getsockname()[1]

    def connect_to(self, *hosts: str) -> dict[str, str]:
        """Rules that lead the hosts of behaviours, and further ones, here; all others go by their names."""
        plain = f"127.0.0.1:{self.port}"
        rules = dict.fromkeys((*BY_HOST, ELSEWHERE, *hosts), plain)
        rules |= {f"{name}.{DOMAIN}": f"127.0.0.1:{self.tls_port}" for name in hostile_tls.SPOKEN}
        rules[f"tls-silent.{DOMAIN}"] = f"127.0.0.1:{self.silent_port}"
        rules[f"refused.{DOMAIN}"] = f"127.0.0.1:{self._closed_port}"
        return rules

    def _choose(self, ask: Ask) -> Answer:
        return reply(ask) if ask.host in BY_HOST else self._elsewhere(ask)
