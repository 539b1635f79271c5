"""A province in which every second neighbour is hostile: ordinary sites of the demo beside all behaviours."""

import csv
import re
from collections.abc import Iterable
from pathlib import Path

from hostile_behaviour import BEHAVIOURS, Behaviour, reply
from hostile_expected import EXPECTED
from hostile_server import HostileWeb
from hostile_wire import Answer, Ask, End, answer

from hengping.demo.outside import BY_HOST as OUTSIDE
from hengping.demo.province import Province, build
from hengping.demo.server import _Front
from hengping.model.urls import normal_url

ORDINARY = 10
LEFT_OUT = ("unknown-name", "slow-name")
"""Behaviours of a name service, which a run in other processes cannot be given."""
HOSTILE = tuple(made for name, made in BEHAVIOURS.items() if name not in LEFT_OUT)
CAMPAIGN = """\
id: hostile-province
title: 恶意网站模拟省评估
systems: [national-check-2019]
roster: roster.csv
divisions: divisions.csv
as_of: {as_of}
collect:
  max_pages_per_site: {pages}
  max_link_checks_per_site: {checks}
  max_requests_per_site: {requests}
  max_bytes_per_site: {size}
  requests_per_second_per_host: 200
  concurrency: 64
  timeout_s: 5
  retries: 1
  retry_delay_s: 0.05
  backoff_max_s: 0.2
  second_look: {{delay_s: 0}}
  visits: {{count: 20, interval_s: 0.2, timeout_s: 3}}
  connect_to:
{rules}
"""
MAX_PAGES, MAX_CHECKS, MAX_REQUESTS, MAX_BYTES = 300, 300, 2000, 150_000_000
_SCRIPT = re.compile(rb"<script\b.*?</script>", re.IGNORECASE | re.DOTALL)
_HREF = re.compile(rb"""\s(?:href|src)\s*=\s*["']?([^"'<>\s]+)""", re.IGNORECASE)


def code_of(made: Behaviour) -> str:
    """Site code of a behaviour's site in the roster."""
    return f"86990000{list(BEHAVIOURS).index(made.name) + 10:02}"


class HostileProvince:
    """The ordinary sites, what they answer, and the campaign over all of them."""

    def __init__(self) -> None:
        self.ordinary: Province = build(ORDINARY, intermittent=False)
        self._front = _Front(self.ordinary)

    def answer(self, ask: Ask) -> Answer:
        """What the ordinary world answers."""
        if ask.host not in self.hosts():
            return reply(ask)
        found = self._front._answer(ask.host, ask.target)
        if found.abort:
            return [End.RESET]
        headers = [f"{name}: {value}".encode("latin-1") for name, value in found.headers.items()]
        mime = next((value for name, value in found.headers.items() if name == "Content-Type"), "")
        others = [line for line in headers if not line.startswith(b"Content-Type")]
        return answer(found.body, *others, status=b"%d X" % found.status, mime=mime.encode())

    def hosts(self) -> set[str]:
        """Hosts of the ordinary world."""
        own = {content.unit.host for content in self.ordinary.contents}
        return own | {host.removeprefix("www.") for host in own} | set(OUTSIDE)

    def write_campaign(self, folder: Path, web: HostileWeb) -> Path:
        """The campaign folder an organiser would write."""
        path = self.ordinary.write_campaign(folder, "127.0.0.1:1")
        with (folder / "roster.csv").open("a", encoding="utf-8", newline="") as stream:
            rows = csv.writer(stream)
            rows.writerows(
                (code_of(made), f"{made.name}网站", "云边县人民政府", made.home, "县市区", "B", "云边")
                for made in HOSTILE
            )
        with (folder / "divisions.csv").open("a", encoding="utf-8") as stream:
            stream.write("869900,云边县\n860000,云省\n")
        rules = "".join(f'    "{host}": "{place}"\n' for host, place in web.connect_to(*self.hosts()).items())
        text = CAMPAIGN.format(
            as_of=self.ordinary.as_of,
            pages=MAX_PAGES,
            checks=MAX_CHECKS,
            requests=MAX_REQUESTS,
            size=MAX_BYTES,
            rules=rules,
        )
        path.write_text(text, "utf-8")
        return path

    def pages_of(self, host: str) -> set[str]:
        """Addresses of one ordinary site that open and are pages, by a walk of its own without any network."""
        found: set[str] = set()
        waiting = [f"http://{host}/"]
        seen = set(waiting)
        while waiting:
            url = waiting.pop()
            got = self._front._answer(host, url[len(f"http://{host}") :])
            if got.abort or got.status != 200 or "text/html" not in got.headers.get("Content-Type", ""):
                continue
            found.add(url)
            for link in _links(url, _HREF.findall(_SCRIPT.sub(b"", got.body))):
                if link.startswith(f"http://{host}/") and link not in seen:
                    seen.add(link)
                    waiting.append(link)
        return found


def _links(base: str, hrefs: Iterable[bytes]) -> Iterable[str]:
    for href in hrefs:
        if not href.startswith((b"#", b"javascript:", b"mailto:", b"tel:", b"data:")):
            try:
                yield normal_url(href.decode("utf-8", "replace").replace("&amp;", "&"), base)
            except ValueError:
                continue


def broken_on(made: Behaviour) -> set[str]:
    """Links of a hostile site that are broken in truth."""
    expected = EXPECTED[made.name]
    broken = {target for target, end in expected.ends.items() if end.startswith("broken") and target != "/"}
    return {normal_url(made.url(target)) for target in broken | expected.hollow}
