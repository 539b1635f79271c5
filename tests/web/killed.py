"""What people do at a platform that is killed meanwhile, and what must then be true of it.

:data:`PROGRAM` is run by a process of its own, as the platform under test has a database of its own: ``make FOLDER
RUN`` fills the platform of ``HENGPING_DATA``, ``tell`` says how it stands, both as JSON.
"""

import json
import re
import sys
from collections import Counter
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.test import override_settings

from hengping.pipeline.assessments import MARKS_FILE
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.desk import services
from hengping.web.apps.desk.models import AssessmentTask, Subject
from hengping.web.apps.notices.models import Notice
from hengping.web.apps.operators.models import Reply
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Stage
from web.judged import Judged, judged_world
from web.world import make_world

PROGRAM = "import django; django.setup(); from web.killed import main; main()"
Plan = dict[str, list[tuple[str, dict[str, str]]]]
"""By person: addresses of forms, and what to write into them."""

REASON = "经核对采集记录，该页面当日可以正常打开，附说明。"
_NUMBER = re.compile(r"\d+")
_ITEMS = ("service-statistics", "channel-works", "single-login")
_ANSWERS = 4


def plan(judged: Judged) -> Plan:
    """What everybody does: answers, appeals, marks given blindly by two."""
    base = f"/campaigns/{judged.campaign.pk}/"
    found: Plan = {}
    for code in judged.codes[:2]:
        rows = judged.run.findings.filter(site_code=code, outcome="fail").order_by("finding_id")[: 2 * _ANSWERS]
        site = f"{base}sites/{code}/"
        found[judged.operator_of(code)] = [
            (f"{site}desk/reply/{row.finding_id}/", {"kind": "explain", "text": f"{REASON}{place}"})
            if place % 2
            else (f"{site}appeals/new/?finding={row.finding_id}", {"grounds": f"{REASON}{place}"})
            for place, row in enumerate(rows)
        ]
    services.subjects_make(
        actor=judged.actor("organiser"), campaign=judged.campaign,
        wish=services.Wish(manual=True, vetoes=False, doubts=False, double_rate=1, seed="一"),
    )  # fmt: skip
    Subject.objects.exclude(item_id__in=_ITEMS).delete()
    services.tasks_assign(actor=judged.actor("organiser"), campaign=judged.campaign, bundle="site", seed="甲")
    for who in ("assessor", "assessor2"):
        tasks = AssessmentTask.objects.filter(assessor=judged.people[who]).select_related("subject")
        ordered = sorted(tasks, key=lambda task: (task.subject.site_code, task.subject.item_id))
        found[who] = [
            # Every third subject they disagree on, so that an arbiter is called: once.
            (f"{base}assessment/tasks/{task.pk}/",
             {"marks": "0" if who == "assessor" and place % 3 == 0 else "1", "reason": REASON, "do": "done"})
            for place, task in enumerate(ordered)
        ]  # fmt: skip
    return found


def state() -> dict[str, Any]:
    """How everything stands, without ids and in an order of its own: equal for platforms on which the same was done."""
    run = Run.objects.get(is_current=True)
    # Settled marks that a kill kept from the reviews are written by whoever comes next.
    services.settled_write(run)
    reviews = (run.path / "reviews" / MARKS_FILE).read_text(encoding="utf-8").splitlines()
    # Whoever was given no answer signs in again.
    acts = Act.objects.exclude(action_id="account.use")
    rows = {
        "replies": Reply.objects.values_list("entry__site_code", "finding_id", "kind", "text", "version"),
        "appeals": Appeal.objects.values_list("entry__site_code", "finding_id", "grounds", "state", "version"),
        "subjects": Subject.objects.values_list("site_code", "item_id", "state", "version"),
        "tasks": AssessmentTask.objects.values_list(
            "assessor__username", "subject__site_code", "subject__item_id", "marks", "state", "arbiter", "version"
        ),
        "reviews": [
            [line[key] for key in ("site_code", "item_id", "actor", "marks")] for line in map(json.loads, reviews)
        ],
        "acts": [
            [*row[:3], _NUMBER.sub("#", row[3])]
            for row in acts.values_list("actor_name", "action_id", "site_code", "summary")
        ],
        "notices": [
            [who, _NUMBER.sub("#", subject)]
            for who, subject in Notice.objects.values_list("recipient__username", "subject")
        ],
    }  # fmt: skip
    counted = {name: Counter(json.dumps(row, ensure_ascii=False) for row in found) for name, found in rows.items()}
    return {name: dict(sorted(found.items())) for name, found in counted.items()} | {
        "numbers": sorted(Appeal.objects.values_list("number", flat=True))
    }


def _tables() -> None:
    """All at once, as migrations leave them: these have tests of their own and take long."""
    labels = {config.label for config in apps.get_app_configs()} - {"procrastinate"}
    with override_settings(MIGRATION_MODULES=dict.fromkeys(labels)):
        call_command("migrate", run_syncdb=True, verbosity=0, interactive=False)
    call_command("migrate", fake=True, verbosity=0, interactive=False)


def _make(data: Path, run: Path) -> object:
    _tables()
    # The platform's folder is the environment's; the fixture's own would be another.
    judged = judged_world(make_world(), run, SimpleNamespace(), data.parent, whole=False)
    judged.at(Stage.OBJECTION)
    return plan(judged)


def _tell() -> object:
    fault = first_fault()
    keys = [str(key) for key in Act.objects.values_list("key", flat=True)]
    return {"fault": fault.seq if fault else 0, "keys": keys, "state": state()}


def main() -> None:
    """Do what the arguments say, and tell it."""
    told = _make(*map(Path, sys.argv[2:])) if sys.argv[1] == "make" else _tell()
    sys.stdout.write(json.dumps(told, ensure_ascii=False))
