"""Results of ``bench crawl``: what each contestant fetched, whether that counts, and the goals."""

from collections.abc import Sequence
from typing import Any

import msgspec

from hengping.pipeline.bench.contestants import PEERS, Contestant
from hengping.pipeline.bench.goals import CRAWL_RATIOS, SECOND_CORE, TREE_MB, Goal, median
from hengping.pipeline.bench.running import Ran
from hengping.pipeline.bench.server import Request
from hengping.pipeline.bench.tree import SitePlan, address_of


class Counts(msgspec.Struct, frozen=True, kw_only=True):
    """What of the web was asked for, by the server's log: different addresses of each kind; ``requests`` in all."""

    pages: int
    missing: int
    redirects: int
    attachments: int
    requests: int
    connections: int


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """One contestant over all rounds; figures are medians.

    Attributes:
        installed: False: the peer is not there, nothing was measured.
        seconds: of the work itself, where the contestant tells (ours, Scrapy, spider-rs, linkinator); of the whole
            process otherwise. ``process_s``: of the whole process, start of the interpreter included.
        pages_per_s: pages by ``seconds``; ``pages_per_cpu_s``: by processor time of the whole process.
        note: why it is invalid.
    """

    name: str
    title: str
    does: str
    installed: bool = True
    valid: bool = False
    note: str = ""
    sites: int = 0
    expected: Counts | None = None
    counts: Counts | None = None
    rounds: int = 0
    seconds: float = 0
    process_s: float = 0
    cpu_s: float = 0
    peak_mb: float = 0
    pages_per_s: float = 0
    pages_per_cpu_s: float = 0
    archived_bytes: int = 0
    seconds_of_rounds: tuple[float, ...] = ()


def count(requests: Sequence[Request], plans: Sequence[SitePlan]) -> Counts:
    """What of the planned web was asked for, each address once."""
    seen = {(request.address, request.path.replace("/index.html", "/"), request.status) for request in requests}

    def of(kind: str, status: int) -> int:
        return sum((address_of(plan.number), path, status) in seen for plan in plans for path in getattr(plan, kind))

    return Counts(
        pages=of("pages", 200),
        missing=of("missing", 404),
        redirects=of("redirects", 302),
        attachments=of("attachments", 200),
        requests=len(requests),
        connections=len({request.connection for request in requests}),
    )


def expected(plans: Sequence[SitePlan]) -> Counts:
    """What a crawler has to find."""
    kinds = {
        kind: sum(len(getattr(plan, kind)) for plan in plans)
        for kind in ("pages", "missing", "redirects", "attachments")
    }
    return Counts(**kinds, requests=sum(kinds.values()), connections=0)


def work_seconds(ran: Ran) -> float:
    """Seconds of the work itself, where the contestant says them; of the whole process otherwise."""
    return float(ran.report.get("seconds", ran.wall_s))


def summary(
    contestant: Contestant, sites: int, plans: Sequence[SitePlan], done: Sequence[tuple[Ran, Counts]]
) -> Result:
    """Medians of a contestant's rounds, and whether they count."""
    wanted = expected(plans)
    own = contestant.name.startswith("ours")
    fault = ""
    for ran, counts in done:
        if ran.timed_out:
            fault = "超过时限"
        elif counts.pages < wanted.pages * contestant.fewest:
            fault = f"只取到{counts.pages}页，应有{wanted.pages}页"
        elif own and any(
            getattr(counts, kind) != getattr(wanted, kind) for kind in ("missing", "redirects", "attachments")
        ):
            fault = f"应有{_kinds(wanted)}，实有{_kinds(counts)}"
        elif own and (wrong := archive_faults(ran.report.get("captures", {}), wanted)):
            fault = f"存档不符：{wrong}"
        elif own and ran.exit_code:
            fault = f"退出码{ran.exit_code}"
    seconds = [work_seconds(ran) for ran, _ in done]
    middle, cpu = median(seconds) or 0.0, median([ran.cpu_s for ran, _ in done]) or 0.0
    return Result(
        name=contestant.name,
        title=contestant.title,
        does=contestant.does,
        valid=bool(done) and not fault,
        note=fault,
        sites=sites,
        expected=wanted,
        counts=done[-1][1] if done else None,
        rounds=len(done),
        seconds=round(middle, 3),
        process_s=round(median([ran.wall_s for ran, _ in done]) or 0.0, 3),
        cpu_s=round(cpu, 3),
        peak_mb=round(max((ran.peak_mb for ran, _ in done), default=0.0), 1),
        pages_per_s=round(wanted.pages / middle, 3) if middle else 0.0,
        pages_per_cpu_s=round(wanted.pages / cpu, 3) if cpu else 0.0,
        archived_bytes=int(median([float(ran.report["archived_bytes"]) for ran, _ in done]) or 0),
        seconds_of_rounds=tuple(round(value, 3) for value in seconds),
    )


def _kinds(counts: Counts) -> str:
    return f"404页{counts.missing}、跳转{counts.redirects}、附件{counts.attachments}"


def archive_faults(captures: dict[str, Any], wanted: Counts) -> str:
    """How the archive of our own crawl differs from what was there; empty when it does not."""
    pages = captures.get("page 200 text/html", 0) + captures.get("home 200 text/html", 0)
    redirects = sum(number for kind, number in captures.items() if kind.startswith("page 302"))
    attachments = sum(number for kind, number in captures.items() if kind.startswith("attachment 200"))
    found = {
        "页面": (pages, wanted.pages),
        "跳转": (redirects, wanted.redirects),
        "附件": (attachments, wanted.attachments),
    }
    return "，".join(f"{name}{has}（应有{should}）" for name, (has, should) in found.items() if has != should)


def crawl_goals(results: Sequence[Result]) -> tuple[Goal, ...]:
    """The goals of the crawl, each against what was measured."""
    by_name = {result.name: result for result in results if result.installed and result.valid}
    titles = {peer.name: peer.title for peer in PEERS}
    goals = []
    for name, wanted in CRAWL_RATIOS.items():
        peer = by_name.get(name)
        ours = by_name.get(f"ours@{peer.sites}", by_name.get("ours")) if peer else None
        fair = peer is not None and ours is not None and ours.sites == peer.sites
        goals.append(
            Goal(
                name=f"比 {titles[name]} 快",
                measured=_times_faster(ours, peer) if peer and ours and fair else None,
                cpu=round(ours.pages_per_cpu_s / peer.pages_per_cpu_s, 2) if peer and ours and fair else None,
                goal=wanted,
                unit="倍",
                at_most=False,
            )
        )
    one, two = by_name.get("ours"), by_name.get("ours_2")
    goals += [
        Goal(
            name="第二个核带来的提速",
            measured=_times_faster(two, one) if one and two else None,
            cpu=round(2 * two.pages_per_cpu_s / one.pages_per_cpu_s, 2) if one and two else None,
            goal=SECOND_CORE,
            unit="倍",
            at_most=False,
        ),
        Goal(name="内存峰值", measured=one.peak_mb if one else None, goal=TREE_MB, unit="MB"),
    ]
    return tuple(goals)


def _times_faster(one: Result, other: Result) -> float:
    """The median of the rounds' ratios: what slows the machine for a while slows both contestants of a round.

    Args:
        one: whose speed it is.
        other: over the same sites, with as many rounds.
    """
    pairs = zip(one.seconds_of_rounds, other.seconds_of_rounds, strict=True)
    return round(median([theirs / ours for ours, theirs in pairs if ours]) or 0.0, 2)
