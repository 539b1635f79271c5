"""The long part of publishing and correcting, and what the public sees at its end.

First the run folder: done twice it is the same version. Then, in one transaction with the end of the work, the
evaluation moves on or the correction is recorded. Until then nobody is shown the version that lies there already.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec
from django.utils.translation import gettext_lazy as _

from hengping.model.errors import InputError
from hengping.pipeline import corrections
from hengping.pipeline.corrections_register import read_publication, read_register
from hengping.web.apps.acts.models import Act
from hengping.web.apps.acts.services import act
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.preconditions import conditions, missing
from hengping.web.apps.campaigns.stage_services import NotYetError, campaign_move
from hengping.web.apps.campaigns.stages import forward
from hengping.web.apps.public.edition import editions, opened
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.selectors import approval_state
from hengping.web.apps.runs.models import Run
from hengping.web.apps.work.kinds import Kind
from hengping.web.apps.work.models import Work
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.acts.services import Acting
    from hengping.web.apps.work.telling import Told

PUBLISH, CORRECT = "publish", "correct"


def publish_subject(campaign: Campaign) -> str:
    """Subject of the work that publishes an evaluation."""
    return f"publish:{campaign.pk}"


def correct_subject(campaign: Campaign) -> str:
    """Subject of the work that publishes a correction."""
    return f"correct:{campaign.pk}"


def shown_until(run: Run) -> int | None:
    """Last version that pages may show; None: whatever the run has.

    A version that lies in the run folder while its publication is not complete is nobody's yet.
    """
    campaign = run.campaign
    first = Work.objects.filter(subject=publish_subject(campaign)).order_by("-ordered_at").first()
    if first is not None and first.state != Work.State.DONE and Stage(campaign.stage) is Stage.FINAL:
        return 0
    last = Work.objects.filter(subject=correct_subject(campaign)).order_by("-ordered_at").first()
    if last is None or last.state == Work.State.DONE or last.order["run"] != str(run.pk):
        return None
    return int(last.order["before"])


def is_recorded(campaign: Campaign, version: int) -> bool:
    """Whether a correction is in the log."""
    target = f"publication:{campaign.pk}/{version}"
    return Act.objects.filter(action_id="campaign.correct", campaign_id=campaign.pk, target=target).exists()


def _publish(work: Work, told: Told) -> dict[str, Any]:
    campaign, run = _at(work)
    arrow = forward(Stage.FINAL)
    if arrow is None or Stage(campaign.stage) is not arrow.before:
        raise InputError("评估已不在终评阶段", where=campaign.title, remedy="刷新页面查看现在的阶段")
    if left := missing(conditions(campaign, arrow), reason=work.order["reason"]):
        raise NotYetError(left)
    told.begin("publish")
    done = corrections.publish(run.path, _asked(work), told)
    _index(run, told)
    return {"version": done.publication.version, "is_new": done.is_new}


def _published(work: Work, made: dict[str, Any]) -> None:
    campaign, run = _at(work)
    arrow = forward(Stage.FINAL)
    assert arrow is not None  # noqa: S101 - final results have somewhere to go; asked before

    def note(acting: Acting) -> None:
        acting.detail["publication"] = _record(run, made["version"])

    campaign_move(
        actor=_actor(work), campaign=campaign, arrow=arrow, seen=work.order["seen"], reason=work.order["reason"],
        key=work.pk, action_id="campaign.publish", within=note,
    )  # fmt: skip


def _correct(work: Work, told: Told) -> dict[str, Any]:
    campaign, run = _at(work)
    told.begin("publish")
    standing = read_register(run.path).entries
    if standing and standing[-1].version > work.order["before"]:
        # Frozen by a try that was killed: that version was approved, and nothing else is published in its name.
        made = read_publication(run.path, standing[-1].version)
    else:
        _require_approved(campaign, work.order["digest"])
        made = corrections.correct(run.path, _asked(work), told).publication
    if made.version <= work.order["before"]:
        raise InputError("现在的结果与已公布的相同，没有可以更正的内容", remedy="确认是否还需要更正")
    _index(run, told)
    return {"version": made.version, "label": made.label}


def _require_approved(campaign: Campaign, digest: str) -> None:
    """What is published is what two people approved when it was ordered, however much later that is done.

    Raises:
        InputError: it has changed since, or an approval was withdrawn.
    """
    if subject_digest(campaign, Approval.Subject.CORRECTION) != digest:
        raise InputError("交办之后结果或文件有变化，与批准的不同", remedy="由两人重新批准后再发布更正")
    if not approval_state(campaign, Approval.Subject.CORRECTION).complete:
        raise InputError("更正须由两人分别批准", remedy="批准后再重试")


def _corrected(work: Work, made: dict[str, Any]) -> None:
    campaign, run = _at(work)
    with act(_actor(work), "campaign.correct", campaign=campaign, key=work.pk) as acting:
        record = _record(run, made["version"])
        acting.about("publication", f"{campaign.pk}/{made['version']}")
        acting.summary = f"发布{record['label']}：{work.order['asked']['cause']}"
        acting.detail = record


KINDS = (
    Kind(
        name=PUBLISH, title=_("发布结果"), action_id="campaign.publish", view_id="document.view", page="publication",
        make=_publish, end=_published,
    ),
    Kind(
        name=CORRECT, title=_("发布更正"), action_id="campaign.correct", view_id="document.view", page="corrections",
        make=_correct, end=_corrected,
    ),
)  # fmt: skip


def _at(work: Work) -> tuple[Campaign, Run]:
    """The evaluation and the run, as they are now."""
    return Campaign.objects.get(pk=work.campaign_id), Run.objects.get(pk=work.order["run"])


def _asked(work: Work) -> corrections.Asked:
    return msgspec.convert(work.order["asked"], corrections.Asked)


def _index(run: Run, told: Told) -> None:
    """What the public pages read, made before the first of the public asks."""
    told.begin("index")
    opened(editions(run.path)[-1]).close()


def _actor(work: Work) -> Actor:
    """Who ordered it; what they were allowed then is asked again at the end.

    Raises:
        InputError: nobody did.
    """
    if work.ordered_by is None:
        raise InputError("发布须由人交办", remedy="由组织单位的人员在页面上发布")
    return Actor(work.ordered_by)


def _record(run: Run, version: int) -> dict[str, object]:
    made = read_publication(run.path, version)
    return {
        "run": run.folder_name, "version": made.version, "label": made.label, "by": made.by,
        "published_on": made.published_on.isoformat(), "head": made.head, "act_log": made.act_log,
    }  # fmt: skip
