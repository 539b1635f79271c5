"""The availability account of one site of a run, for people."""

from pathlib import Path

import msgspec

from hengping.evidence.visits import VISITS_FILE, read_visits
from hengping.model.availability import Availability, MaintenanceWindow, account
from hengping.model.errors import InputError
from hengping.model.evidence import Visit
from hengping.model.site import Site
from hengping.pipeline.context import open_run
from hengping.pipeline.visits_maintenance import read_windows


class SiteAccount(msgspec.Struct, frozen=True, kw_only=True):
    """The account of a site, made from its ``visits.jsonl``, the quorum and the windows of the run.

    Attributes:
        site: whose.
        planned: visits per vantage point that the campaign asks for.
        failed_rate: failed numbers among the valid (0–1), four decimals rounded half up; None when none is valid.
        account: the account.
        maintenance: the windows that concern it.
        postponed: lines made more than a minute after they were due.
    """

    site: Site
    planned: int
    failed_rate: str | None
    account: Availability
    maintenance: tuple[MaintenanceWindow, ...]
    postponed: int


_LATE_S = 60


def site_account(path: Path, site_code: str) -> SiteAccount:
    """The account of one site.

    Raises:
        InputError: no such site.
        RunError: no run folder.
        EvidenceError: the visits are damaged.
    """
    run = open_run(path)
    site = next((each for each in run.sites if each.site_code == site_code), None)
    if site is None:
        raise InputError(f"名单中没有网站“{site_code}”", where="SITE", remedy="在 roster.csv 中查网站标识码")
    visits = read_visits(run.folder.site_evidence(site_code) / VISITS_FILE)
    windows = read_windows(run.path, site_code)
    settings = run.info.settings.collect.visits
    made = account(visits, quorum=settings.quorum, maintenance=windows, site_code=site_code)
    rate = made.failed_rate
    return SiteAccount(
        site=site,
        planned=settings.count,
        failed_rate=None if rate is None else _four_decimals(rate.numerator, rate.denominator),
        account=made,
        maintenance=windows,
        postponed=sum(_late(visit) for visit in visits),
    )


def _four_decimals(part: int, whole: int) -> str:
    """Half up, as the check prints it, without a float in between."""
    shares = (part * 20_000 + whole) // (2 * whole)
    return f"{shares // 10_000}.{shares % 10_000:04d}"


def _late(visit: Visit) -> bool:
    return visit.due_at is not None and (visit.visited_at - visit.due_at).total_seconds() > _LATE_S
