"""The account of a site's collection: ``evidence/<site_code>/account.json``, written when the site is complete.

Everything in it is counted from the archive, so it is the same after any number of kills and with any number of
workers, as long as the answers are.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import msgspec

from hengping.collect.browser.notes import minutes_used, read_notes
from hengping.collect.walk_keeping import FORBIDDEN, UNREAD
from hengping.evidence.archive import SiteArchive
from hengping.evidence.files import write_atomic
from hengping.model.campaign import CollectSettings, RobotsOverride
from hengping.model.codec import decode, encode_pretty
from hengping.model.evidence import Capture, FailureKind
from hengping.model.site import Site

ACCOUNT_FILE = "account.json"
MAX_EXAMPLES = 5
MAX_SECTIONS = 200
_PAGES = ("home", "page", "frame")
_CHECKS = ("link", "attachment", "image")
_SERVER_ERROR = 500


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """Who allowed robots.txt to be passed over (see :class:`~hengping.model.campaign.RobotsOverride`)."""

    authority: str
    document: str
    on: str


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """What the collection of one site came to.

    Attributes:
        site_code, url: the site.
        started_at, ended_at: first request, last request (UTC); None: nothing was asked for.
        user_agent, vantage: who asked, from where.
        requests: made, retries included, second looks too, visits not.
        bytes: of payload received and kept.
        pages, checks, second_looks, rendered: captures of each.
        retries: further tries, by the failure kind or status that came of it in the end.
        statuses: captures by class of status (``2xx`` …), ``none`` without an answer.
        failures: captures by failure kind.
        left_out: addresses not asked for, by failure kind.
        pages_left: pages known and not asked for; like ``left_out``, without link checks and traps.
        left_out_examples: some of those that the archive names, by failure kind.
        sections: pages taken by first directory; the smaller ones beyond :data:`MAX_SECTIONS` together as ``…``.
        robots_respected: robots.txt was obeyed.
        robots_forbidden: addresses that robots.txt forbids: not asked for when it was obeyed, else asked for.
        override: who allowed it to be passed over.
        browser_s: seconds a browser was used.
        unread: pages whose links our own reader failed at: what they lead to may not have been asked for.
        fault: why the collection is not complete, when that is our own fault.
    """

    site_code: str
    url: str
    started_at: datetime | None = None
    ended_at: datetime | None = None
    user_agent: str = ""
    vantage: str = ""
    requests: int = 0
    bytes: int = 0
    pages: int = 0
    checks: int = 0
    second_looks: int = 0
    rendered: int = 0
    retries: dict[str, int] = {}
    statuses: dict[str, int] = {}
    failures: dict[str, int] = {}
    left_out: dict[str, int] = {}
    pages_left: int = 0
    left_out_examples: dict[str, list[str]] = {}
    sections: dict[str, int] = {}
    robots_respected: bool = True
    robots_forbidden: int = 0
    override: Override | None = None
    browser_s: float = 0.0
    unread: int = 0
    fault: str = ""


def account_of(
    site: Site,
    settings: CollectSettings,
    captures: Iterable[Capture],
    *,
    left_out: dict[str, int],
    examples: dict[str, list[str]] | None = None,
    fault: str = "",
) -> Account:
    """Count the captures of a site. Pure.

    Args:
        site: the site.
        settings: as collected.
        captures: its index, in order.
        left_out: addresses never given out, by failure kind.
        examples: some of them.
        fault: see :class:`Account`.
    """
    counts: Counter[str] = Counter()
    retries: Counter[str] = Counter()
    statuses: Counter[str] = Counter()
    failures: Counter[str] = Counter()
    sections: Counter[str] = Counter()
    shown: dict[str, list[str]] = {kind: urls[:MAX_EXAMPLES] for kind, urls in (examples or {}).items()}
    started = ended = None
    for capture in captures:
        if capture.purpose == "rendered":
            counts["rendered"] += 1
            continue
        started = min(started or capture.fetched_at, capture.fetched_at)
        ended = max(ended or capture.fetched_at, capture.fetched_at)
        counts["requests"] += capture.attempts
        counts["bytes"] += capture.size
        statuses[f"{capture.status // 100}xx" if capture.status else "none"] += 1
        if capture.attempts > 1:
            retries[_why(capture)] += capture.attempts - 1
        if capture.failure is not None:
            failures[capture.failure.value] += 1
        if capture.look > 1:
            counts["second_looks"] += 1
        elif capture.purpose in _PAGES:
            counts["pages"] += 1
            sections[_section(capture.url)] += 1
        elif capture.purpose in _CHECKS:
            counts["checks"] += 1
        counts["unread"] += capture.detail == UNREAD
        if capture.failure is FailureKind.ROBOTS or capture.detail == FORBIDDEN:
            counts["forbidden"] += 1
            named = shown.setdefault(FailureKind.ROBOTS.value, [])
            if len(named) < MAX_EXAMPLES:
                named.append(capture.url)
    return Account(
        site_code=site.site_code,
        url=site.url,
        started_at=started,
        ended_at=ended,
        user_agent=settings.user_agent,
        vantage=settings.visits.vantage,
        requests=counts["requests"],
        bytes=counts["bytes"],
        pages=counts["pages"],
        checks=counts["checks"],
        second_looks=counts["second_looks"],
        rendered=counts["rendered"],
        retries=_sorted(retries),
        statuses=_sorted(statuses),
        failures=_sorted(failures),
        left_out=_sorted(left_out),
        left_out_examples=dict(sorted(shown.items())),
        sections=_largest(sections),
        robots_respected=settings.respect_robots,
        robots_forbidden=counts["forbidden"],
        override=_override(settings.robots_override),
        unread=counts["unread"],
        fault=fault,
    )


def write_account(folder: Path, account: Account) -> None:
    """Write the account into the site's evidence folder.

    Raises:
        EvidenceError: the disk is full or the place cannot be written.
    """
    write_atomic(folder / ACCOUNT_FILE, encode_pretty(account))


def read_account(folder: Path) -> Account | None:
    """The account of a complete site; None: there is none that can be read."""
    try:
        return decode((folder / ACCOUNT_FILE).read_bytes(), Account)
    except (OSError, msgspec.DecodeError):
        return None


def close_account(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    *,
    left_out: dict[str, int],
    examples: dict[str, list[str]],
    fault: str,
    pages_left: int = 0,
    unread: int = 0,
) -> None:
    """Count and write the account of a site that is complete.

    Raises:
        EvidenceError: the evidence cannot be read, or the account not be written.
    """
    captures = SiteArchive(folder).iter_captures()
    account = account_of(site, settings, captures, left_out=left_out, examples=examples, fault=fault)
    browser_s = round(60 * minutes_used(read_notes(folder)), 3)
    unread = max(account.unread, unread)  # what was not queued is not in the archive
    write_account(folder, msgspec.structs.replace(account, browser_s=browser_s, pages_left=pages_left, unread=unread))


def now() -> datetime:
    """The moment, UTC."""
    return datetime.now(UTC)


def _why(capture: Capture) -> str:
    """What the tries ended with: a failure kind, a status, or an answer after all."""
    if capture.failure is not None:
        return capture.failure.value
    return str(capture.status) if capture.status >= _SERVER_ERROR else "answered"


def _section(url: str) -> str:
    parts = urlsplit(url)
    first, slash, _ = parts.path.lstrip("/").partition("/")
    return f"{parts.netloc}/{first}/" if slash else f"{parts.netloc}/"


def _sorted(counts: dict[str, int]) -> dict[str, int]:
    return {key: count for key, count in sorted(counts.items()) if count}


def _largest(counts: Counter[str]) -> dict[str, int]:
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    kept = dict(sorted(ranked[:MAX_SECTIONS]))
    rest = sum(count for _, count in ranked[MAX_SECTIONS:])
    return kept | ({"…": rest} if rest else {})


def _override(document: RobotsOverride | None) -> Override | None:
    if document is None:
        return None
    return Override(authority=document.authority, document=document.document, on=document.on.isoformat())
