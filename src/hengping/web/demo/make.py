"""Fills an empty platform with the demo province."""

import secrets
from datetime import timedelta
from pathlib import Path

import msgspec
from django.conf import settings
from django.utils import timezone

from hengping.evidence.files import write_atomic
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.pipeline.context import open_run
from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.acts.services import act
from hengping.web.apps.campaigns.models import Campaign, StageDates
from hengping.web.apps.roster.models import RegisteredSite, RosterEntry
from hengping.web.apps.runs.services import import_run
from hengping.web.policy.words import Role, Stage

DEMO_FILE = "demo.json"
"""Marks a platform as a demo: only there are the accounts shown, and can be taken by a click."""
PROVINCE, OFFICE, FIRM = "云溪省人民政府", "云溪省人民政府办公厅", "云溪省网站测评中心"
PEOPLE = (
    ("zuzhi", "林组织", OFFICE, Role.ORGANISER, "组织单位：推进阶段、查看结果、批准、发布"),
    ("fuhe", "陈复核", OFFICE, Role.ORGANISER, "组织单位第二人：名单和裁定须两人批准"),
    ("pinggu", "王评估", FIRM, Role.ASSESSOR, "评估人员：人工评分"),
    ("pinggu2", "李评估", FIRM, Role.ASSESSOR, "评估人员：双人盲评的第二人"),
    ("zhongcai", "赵仲裁", FIRM, Role.ARBITER, "仲裁人员：评分分歧、申诉初裁"),
    ("beiping", "周运维", "", Role.OPERATOR, "被评单位：查看初评、答复、申诉"),
    ("shenji", "孙审计", OFFICE, Role.AUDITOR, "监督审计：只读，查看操作日志"),
)
"""User name, name, body, role, what the account is for. The judged body is chosen by what was found on its site."""


_PLAN = (
    (Stage.COLLECTING, -30, -16),
    (Stage.PRELIMINARY, -15, -6),
    (Stage.OBJECTION, -5, 14),
    (Stage.REASSESSING, 15, 24),
    (Stage.FINAL, 25, 32),
)
"""Days from today on which each stage begins and ends."""


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """An account of the demo, as it is shown."""

    username: str
    name: str
    organisation: str
    role: str
    purpose: str


class Demo(msgspec.Struct, frozen=True, kw_only=True):
    """``demo.json``.

    Attributes:
        password: of every account; made anew for each demo.
        accounts: one per role.
        campaign_id: this year's round.
        site_code: the site that the tour is about.
    """

    password: str
    accounts: tuple[Account, ...]
    campaign_id: str
    site_code: str


def read_demo() -> Demo | None:
    """What the demo of this platform is; None: it is none."""
    path: Path = settings.DATA_DIR / DEMO_FILE
    return codec.decode(path.read_bytes(), Demo) if path.exists() else None


def make_demo(this_year: Path, last_year: Path | None = None) -> Demo:
    """Fill the platform.

    Args:
        this_year: finished run folder of the round that is open; copied.
        last_year: published run folder of the round before; copied.

    Raises:
        InputError: the platform has people already.
    """
    if User.objects.exists():
        raise InputError(
            "平台中已有用户，不能再装入演示数据", where=str(settings.DATA_DIR), remedy="换一个 --data 目录"
        )
    bodies = _bodies()
    before = _round(last_year, Stage.PUBLISHED, bodies, None) if last_year else None
    campaign = _round(this_year, Stage.OBJECTION, bodies, before)
    _set_dates(campaign)
    entry = _most_to_say(campaign)
    password = f"yunxi-{secrets.token_hex(4)}"
    accounts = tuple(_person(line, password, bodies, entry) for line in PEOPLE)
    demo = Demo(password=password, accounts=accounts, campaign_id=str(campaign.pk), site_code=entry.site_code)
    write_atomic(settings.DATA_DIR / DEMO_FILE, codec.encode_pretty(demo))
    return demo


def _bodies() -> dict[str, Organisation]:
    province = Organisation.objects.create(name=PROVINCE)
    office = Organisation.objects.create(name=OFFICE, parent=province)
    firm = Organisation.objects.create(name=FIRM, kind=Organisation.Kind.ASSESSOR)
    return {PROVINCE: province, OFFICE: office, FIRM: firm}


def _round(folder: Path, stage: Stage, bodies: dict[str, Organisation], previous: Campaign | None) -> Campaign:
    run = open_run(folder)
    told = run.info.settings
    with act(None, "campaign.create") as acting:
        campaign = Campaign.objects.create(
            code=told.id, title=told.title, organiser=bodies[OFFICE], as_of=run.info.as_of,
            systems=list(run.systems), stage=Stage.COLLECTING, previous=previous,
        )  # fmt: skip
        campaign.team.add(bodies[FIRM])
        for place, site in enumerate(run.sites, start=1):
            _enter(campaign, place, site, bodies)
        acting.about("campaign", campaign.pk)
        acting.summary = f"装入演示评估“{campaign.title}”"
    import_run(actor=None, campaign=campaign, folder=folder)
    # Results can be taken over only while they are not settled: the stage comes last.
    campaign.stage = stage
    campaign.save(update_fields=["stage"])
    return campaign


def _set_dates(campaign: Campaign) -> None:
    """Plan the stages around today, so that clocks run: people may answer and appeal for two more weeks."""
    today = timezone.localdate()
    for stage, begins, ends in _PLAN:
        StageDates.objects.create(
            campaign=campaign, stage=stage, begins_on=today + timedelta(begins), ends_on=today + timedelta(ends)
        )


def _enter(campaign: Campaign, place: int, site: Site, bodies: dict[str, Organisation]) -> None:
    unit = site.unit or site.name
    if unit not in bodies:
        bodies[unit] = Organisation.objects.create(name=unit, parent=bodies[PROVINCE])
    registered, _ = RegisteredSite.objects.get_or_create(
        site_code=site.site_code,
        defaults={"name": site.name, "url": site.url, "organisation": bodies[unit], "source": "演示名单"},
    )
    RosterEntry.objects.create(
        campaign=campaign, site=registered, place=place, site_code=site.site_code, name=site.name, unit=unit,
        url=site.url, group=site.group, site_class=site.site_class, region=site.region, organisation=bodies[unit],
    )  # fmt: skip


def _most_to_say(campaign: Campaign) -> RosterEntry:
    """A ranked site with many deductions whose operator is not the organiser: there is something to appeal against."""
    results = campaign.runs.get(is_current=True).site_results.filter(state="ranked", total__isnull=False)
    for result in results.order_by("total"):
        entry = campaign.entries.get(site_code=result.site_code)
        if entry.organisation is not None and entry.organisation.name not in {OFFICE, PROVINCE}:
            return entry
    raise InputError("演示结果中没有可用来演示申诉的网站")


def _person(
    line: tuple[str, str, str, Role, str], password: str, bodies: dict[str, Organisation], entry: RosterEntry
) -> Account:
    username, name, body, role, purpose = line
    organisation = bodies[body] if body else entry.organisation
    if organisation is None:  # pragma: no cover - _most_to_say chose one with a body
        raise InputError("演示网站没有主办单位")
    user = User.objects.create_user(username, f"{username}@example.invalid", password, display_name=name)
    Membership.objects.create(user=user, organisation=organisation, role=role)
    return Account(username=username, name=name, organisation=organisation.name, role=str(role.label), purpose=purpose)
