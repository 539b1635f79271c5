"""``hengping inspect``: collect, read and judge one site for its owner, leaving nothing behind."""

import tempfile
from datetime import date
from pathlib import Path

import msgspec

from hengping.checks.catalogue import catalogue
from hengping.checks.runner import run_checks
from hengping.collect.account import read_account
from hengping.collect.run import IN_PROCESS, collect_sites
from hengping.model.campaign import CollectSettings, SecondLook, VisitSettings
from hengping.model.errors import InputError
from hengping.model.finding import Finding
from hengping.model.site import Site, code_for_host
from hengping.pipeline.masking import masked_findings
from hengping.pipeline.private_sites import spelt_private
from hengping.pipeline.progress import Progress
from hengping.pipeline.rule_inputs import is_rewritten
from hengping.pipeline.run_info import today
from hengping.pipeline.site_reading import site_facts
from hengping.pipeline.stage_extract import partial_why

_VISITS = VisitSettings(count=0)
"""A self-test watches for minutes, not for a week: availability is reported as not tested."""
_AT_ONCE = SecondLook(delay_s=0)
"""Nor does it wait for hours before it looks again at what seems broken."""


class Inspection(msgspec.Struct, frozen=True, kw_only=True):
    """What a self-test found. ``titles``: Chinese title of each check."""

    url: str
    as_of: date
    pages_read: int
    findings: tuple[Finding, ...]
    titles: dict[str, str]


def inspect(
    url: str,
    *,
    max_pages: int,
    connect_to: str,
    progress: Progress,
    site: Site | None = None,
    per_second: float | None = None,
) -> Inspection:
    """Judge the site whose home page is ``url`` (normal form) as of today.

    Args:
        url: its home page.
        max_pages: pages read at most.
        connect_to: ``host:port`` to connect to instead of what the names say; empty: as they say.
        progress: told what happens.
        site: its line of a roster: findings then have the ids that they have in runs of that roster. None: it has
            none, so its identification code is compared only with itself.
        per_second: requests at most; None: as evaluations do when nothing is said.

    Raises:
        InputError: the address spells out a private network and ``connect_to`` does not lead there.
    """
    site = site or Site(site_code=code_for_host(url), name=url, url=url)
    settings = CollectSettings(
        max_pages_per_site=max_pages,
        max_link_checks_per_site=max_pages * 5,
        connect_to={"*": connect_to} if connect_to else {},
        visits=_VISITS,
        second_look=_AT_ONCE,
        **({} if per_second is None else {"requests_per_second_per_host": per_second}),
    )
    if spelt_private([site], settings):
        raise InputError(
            "网址属于内网，不访问",
            where=url,
            remedy="用 --connect-to 主机:端口 指明它在哪里，例如 --connect-to 127.0.0.1:8080",
        )
    as_of = today()
    with tempfile.TemporaryDirectory(prefix="hengping-inspect-") as temporary:
        folder = Path(temporary) / "evidence"
        progress.begin("collect", 1)
        collect_sites(
            [site],
            lambda _site: folder,
            settings,
            on_done=lambda done: progress.advance("collect", done.url),
            on_progress=lambda _site, what, _count: progress.note("collect", what),
            workers=IN_PROCESS,
        )
        progress.end("collect")
        facts = site_facts(
            folder,
            site,
            as_of,
            partial_why=partial_why(read_account(folder)),
            rewritten=is_rewritten(site, settings.connect_to),
        )
    findings = masked_findings(run_checks(facts))
    return Inspection(
        url=url,
        as_of=as_of,
        pages_read=facts.pages_read,
        findings=tuple(findings),
        titles={key: check.title.zh for key, check in catalogue().items()},
    )
