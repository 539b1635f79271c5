"""The made evaluation of ``hengping bench web``: a whole country's results in the database, without a crawl."""

import json
import sys
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, transaction

from hengping.evidence.files import write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model import codec
from hengping.model.score import Deduction, ScoreNode, SiteScore
from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.bulk import insert_rows
from hengping.web.apps.runs.models import IndexedFinding, ItemScore, ResultCells, ResultColumn, Run, SiteResult
from hengping.web.policy.words import Role, Stage

SYSTEM = "made-2026"
_GROUPS = ("省级部门", "设区市", "县市区")
_FINDINGS = 20
_VISITED = 300
"""Sites whose score trees are written as files, so that their pages can be opened."""
_PARTS = 10


def load(sites: int, items: int) -> dict[str, object]:
    """Make it; returns what a client needs: the evaluation's id, a session, codes of sites."""
    with transaction.atomic():
        office = Organisation.objects.create(name="云溪省人民政府办公厅")
        user = User.objects.create_user("bench", "bench@example.gov.cn", None, display_name="测试")
        Membership.objects.create(user=user, organisation=office, role=Role.ORGANISER)
        campaign = Campaign.objects.create(
            code="bench-web", title="2026年全国政府网站绩效评估", organiser=office, as_of=date(2026, 11, 20),
            systems=[SYSTEM], stage=Stage.PRELIMINARY,
        )  # fmt: skip
        RosterEntry.objects.bulk_create((_entry(campaign, at) for at in range(sites)), batch_size=1_000)
        run = Run.objects.create(
            campaign=campaign,
            kind=Run.Kind.FIRST,
            folder_name="bench-web",
            state=Run.State.DONE,
            is_current=True,
            indexed_from="made",
        )
        ResultColumn.objects.bulk_create(_column(run, at, items) for at in range(items))
        results = SiteResult.objects.bulk_create((_result(run, at, sites) for at in range(sites)), batch_size=1_000)
        keys = [result.pk for result in results]
        insert_rows(ResultCells, ("result", "cells"), ((key, _cells(at, items)) for at, key in enumerate(keys)))
        insert_rows(ItemScore, ("result", "item_id", "score", "full", "index_value", "state"), _scores(keys, items))
        insert_rows(
            IndexedFinding,
            ("run", "finding_id", "site_code", "check_id", "check_version", "outcome", "title", "url", "message",
             "counted", "data"),
            _findings(run, sites),
        )  # fmt: skip
        _write_trees(run, min(sites, _VISITED), items)
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.save()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {
        "campaign": str(campaign.pk),
        "run": str(run.pk),
        "session": session.session_key,
        "cookie": settings.SESSION_COOKIE_NAME,
        "system": SYSTEM,
        "sites": [_code(at) for at in range(min(sites, _VISITED))],
    }


def _code(at: int) -> str:
    return f"99{at:08d}"


def _points(site: int, item: int) -> int:
    return (site * 31 + item * 17) % 11


def _entry(campaign: Campaign, at: int) -> RosterEntry:
    return RosterEntry(
        campaign=campaign, place=at, site_code=_code(at), name=f"测试网站{at}", unit=f"测试单位{at}",
        url=f"http://s{at}.gov.cn/", group=_GROUPS[at % len(_GROUPS)], site_class="A",
    )  # fmt: skip


def _column(run: Run, at: int, items: int) -> ResultColumn:
    width = max(items // _PARTS, 2)
    first = at % width == 0
    return ResultColumn(
        run=run, system_id=SYSTEM, position=at, item_id=f"item-{at}", title=f"评分点{at}", full=10,
        kind="dimension" if first else "item", depth=1 if first else 2,
    )  # fmt: skip


def _result(run: Run, at: int, sites: int) -> SiteResult:
    rank = (at * 7_919) % sites
    return SiteResult(
        run=run, system_id=SYSTEM, site_code=_code(at), name=f"测试网站{at}", group=_GROUPS[at % len(_GROUPS)],
        place=at + 1, total=100 - Decimal(rank * 60) / sites, rank=rank + 1, state="ranked", coverage=Decimal(1),
        tier="优秀" if rank < sites // 10 else "良好",
        lists={"red": {"title": "红榜", "reasons": ["总分居前"]}} if rank < sites // 100 else {},
    )  # fmt: skip


def _cells(at: int, items: int) -> list[str]:
    return [f"{_points(at, item)}.00" for item in range(items)]


def _scores(keys: list[int], items: int) -> Iterator[tuple[object, ...]]:
    points = [Decimal(value) for value in range(11)]
    rates = [value / 10 for value in points]
    for at, key in enumerate(keys):
        for item in range(items):
            value = _points(at, item)
            yield key, f"item-{item}", points[value], points[10], rates[value], "scored"


def _findings(run: Run, sites: int) -> Iterator[tuple[object, ...]]:
    for at in range(sites):
        for number in range(_FINDINGS):
            yield (
                run.pk, _finding_id(number), _code(at), "broken_link", 1, "fail", "失效链接",
                f"http://s{at}.gov.cn/a/{number}.htm", "链接无法打开", {SYSTEM: "0.5"}, {},
            )  # fmt: skip


def _finding_id(number: int) -> str:
    return f"broken_link-{number:016x}"


def _write_trees(run: Run, sites: int, items: int) -> None:
    folder = RunFolder(run.path)
    for at in range(sites):
        nodes = tuple(
            ScoreNode(
                item_id=f"item-{item}", title=f"评分点{item}", kind="item", full=Decimal(10),
                score=Decimal(_points(at, item)), index_value=Decimal(_points(at, item)) / 10,
                deductions=(
                    Deduction(finding_id=_finding_id(item % _FINDINGS), points=Decimal("0.5"), counted=Decimal("0.5")),
                ),
            )
            for item in range(items)
        )  # fmt: skip
        root = ScoreNode(
            item_id="total", title="总分", kind="system", full=Decimal(100), score=Decimal(50), children=nodes
        )
        score = SiteScore(
            system_id=SYSTEM, system_version="1", site_code=_code(at), name=f"测试网站{at}", group="",
            full=Decimal(100), total=Decimal(50), raw_total=Decimal(50), state="ranked", root=root, coverage=Decimal(1),
        )  # fmt: skip
        path = folder.score_file(SYSTEM, score.site_code)
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, codec.encode_pretty(score))


def main(arguments: list[str]) -> int:
    """Make it and print what :func:`load` returns, as JSON."""
    sites, items = (int(each) for each in arguments)
    json.dump(load(sites, items), sys.stdout)
    return 0
