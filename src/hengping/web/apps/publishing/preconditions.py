"""Preconditions of publication: the approvals of two people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F
from django.utils.translation import gettext as _

from hengping.model.errors import HengpingError
from hengping.web.apps.accounts.models import Invitation
from hengping.web.apps.campaigns import results
from hengping.web.apps.campaigns.conditions import link
from hengping.web.apps.campaigns.preconditions import Condition, precondition
from hengping.web.apps.publishing.editions import is_published, pending
from hengping.web.apps.publishing.freezing import publish_subject
from hengping.web.apps.publishing.manuscripts import given_files, words_current
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.selectors import NEEDED, approval_state
from hengping.web.apps.runs.selectors import current_run
from hengping.web.apps.work.selectors import is_going_on
from hengping.web.policy.words import Stage

if TYPE_CHECKING:
    from hengping.web.apps.campaigns.models import Campaign


@precondition(Stage.FINAL, Stage.PUBLISHED)
def lists_approved(campaign: Campaign) -> Condition | None:
    """Two people approved the lists, where there are any."""
    run = current_run(campaign)
    if run is None or not results.outcome(run).listed:
        return None
    return _approved(campaign, Approval.Subject.LISTS, _("名单已由两人分别批准"))


@precondition(Stage.FINAL, Stage.PUBLISHED)
def publication_approved(campaign: Campaign) -> Condition:
    """Two people approved the publication."""
    return _approved(campaign, Approval.Subject.PUBLICATION, _("发布已由两人分别批准"))


@precondition(Stage.FINAL, Stage.PUBLISHED)
def words_taken(campaign: Campaign) -> Condition | None:
    """The bulletin holds the organiser's words and the cases as they are now; None: there are none."""
    run = current_run(campaign)
    if run is None or (not given_files(campaign) and words_current(run)):
        return None
    return Condition(
        name=_("通报所用的文稿和案例名单是现在的"), met=words_current(run), remedy=_("重新生成文件"),
        url=link("documents", campaign),
    )  # fmt: skip


@precondition(Stage.FINAL, Stage.PUBLISHED)
def approvers_unrelated(campaign: Campaign) -> Condition | None:
    """Whoever approved was not invited by the other: two accounts may be one person's; None: nobody was.

    No obstacle: in a small bureau one person invites all others. But who publishes and who audits is to know it.
    """
    given = [
        each
        for subject in (Approval.Subject.LISTS, Approval.Subject.PUBLICATION)
        for each in approval_state(campaign, subject).given
    ]
    people = {each.by_id for each in given}
    made = Invitation.objects.filter(accepted_by__in=people, invited_by__in=people).exclude(accepted_by=F("invited_by"))
    pairs = sorted(
        {(str(each.accepted_by), str(each.invited_by)) for each in made.select_related("accepted_by", "invited_by")}
    )
    if not pairs:
        return None
    told = [_("%(who)s的账号由%(by)s邀请开通") % {"who": who, "by": by} for who, by in pairs]
    return Condition(
        name=_("批准人的账号互不相干"), met=False, blocking=False, told="；".join(told),
        remedy=_("确认确是两个人分别批准的"), url=link("publication", campaign),
    )  # fmt: skip


@precondition(Stage.FINAL, Stage.REASSESSING)
def nothing_frozen(campaign: Campaign) -> Condition:
    """A version that was frozen for publication is not taken back."""
    run = current_run(campaign)
    frozen = (run is not None and is_published(run)) or is_going_on(publish_subject(campaign))
    return Condition(
        name=_("尚未冻结发布版本"), met=not frozen, told=_("第1版已经冻结") if frozen else "",
        remedy=_("完成发布；需要改动的以更正作出"), url=link("publication", campaign),
    )  # fmt: skip


@precondition(Stage.PUBLISHED, Stage.ARCHIVED)
def nothing_to_correct(campaign: Campaign) -> Condition | None:
    """What is public is what the evaluation came to."""
    run = current_run(campaign)
    if run is None:
        return None
    try:
        same = pending(run) is None
    except HengpingError:
        same = False
    return Condition(
        name=_("没有待更正的内容"),
        met=same,
        told="" if same else _("现在的结果与最近公布的一版不同"),
        remedy=_("发布更正"),
        url=link("corrections", campaign),
    )


def _approved(campaign: Campaign, subject: Approval.Subject, name: str) -> Condition:
    state = approval_state(campaign, subject)
    told = _("已批准%(given)s人，须%(needed)s人") % {"given": NEEDED - state.left, "needed": NEEDED}
    if state.given:
        told += "：" + "、".join(each.by_name for each in state.given)
    return Condition(
        name=name,
        met=state.complete,
        told=told,
        remedy=_("由组织单位的两人分别批准"),
        url=link("publication", campaign),
    )
