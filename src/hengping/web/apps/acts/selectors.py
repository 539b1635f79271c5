"""Reads: the lines of the log that somebody may see, and whether its chain holds."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet
from django.utils import timezone

from hengping.web.apps.accounts.models import Membership, Organisation
from hengping.web.apps.acts.models import Act, ChainHead
from hengping.web.apps.acts.services import first_fault
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.policy.table import TABLE
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from hengping.web.policy.decide import Actor

_SEES = (Role.ORGANISER, Role.AUDITOR)
COLUMNS = ("序号", "时间", "操作人", "操作", "绩效评估", "网站标识码", "对象", "内容", "明细", "上一条摘要", "摘要")


@dataclass(frozen=True, kw_only=True)
class Chain:
    """Whether the log is as it was written.

    Attributes:
        count: lines there are.
        fault: what is wrong, in words; empty: the chain is complete.
        seq: where it is wrong; 0: at the end, or nowhere.
        head: digest of the last line; written down elsewhere, it proves later that nothing was changed.
    """

    count: int
    fault: str
    seq: int
    head: str


def chain() -> Chain:
    """Check the whole chain: each line against the one before, and its end against what was noted as its end.

    Lines taken off the end leave a chain that holds; the head, which each act moves on, shows that they are missing.
    """
    head = ChainHead.objects.filter(pk=1).first() or ChainHead()
    count = Act.objects.count()
    last = Act.objects.order_by("seq").last()
    broken = first_fault()
    fault, seq = "", 0
    if broken is not None:
        fault, seq = f"第{broken.seq}条与其前一条不衔接，或内容已被改动", broken.seq
    elif count != head.seq or (last is not None and last.seq != head.seq):
        fault = f"末尾缺少记录：应有{head.seq}条，现有{count}条"
    elif last is not None and last.digest != head.digest:
        fault, seq = f"第{last.seq}条与链尾登记的摘要不一致", last.seq
    return Chain(count=count, fault=fault, seq=seq, head=head.digest)


def acts_seen(actor: Actor) -> QuerySet[Act]:
    """Lines that somebody may see.

    Those about the evaluations of their bodies and of bodies below, and those of people of these bodies that are about
    no evaluation; never what happened in another bureau's evaluations.
    """
    within = Q(pk__in=[])
    for path in actor.organisations(*_SEES):
        within |= Q(path__startswith=path)
    bodies = Organisation.objects.filter(within)
    campaigns = Campaign.objects.filter(organiser__in=bodies).values("pk")
    people = Membership.objects.filter(organisation__in=bodies).values("user")
    # What the platform itself did to their accounts: nobody acted, somebody's account is the target.
    accounts = [f"user:{pk}" for pk in people.values_list("user", flat=True).distinct()]
    return Act.objects.filter(
        Q(campaign_id__in=campaigns)
        | Q(campaign_id=None, actor__in=people)
        | Q(campaign_id=None, actor=None, target__in=accounts)
    )


@dataclass(frozen=True, kw_only=True)
class Wanted:
    """What the log is filtered by; empty: not filtered."""

    person: str = ""
    action_id: str = ""
    campaign_id: uuid.UUID | None = None
    first: date | None = None
    last: date | None = None
    text: str = ""


def filtered(acts: QuerySet[Act], wanted: Wanted) -> QuerySet[Act]:
    """The lines that are wanted, newest first."""
    if wanted.person:
        acts = acts.filter(Q(actor_name__icontains=wanted.person) | Q(actor__username__iexact=wanted.person))
    if wanted.action_id:
        acts = acts.filter(action_id=wanted.action_id)
    if wanted.campaign_id:
        acts = acts.filter(campaign_id=wanted.campaign_id)
    if wanted.first:
        acts = acts.filter(at__gte=timezone.make_aware(datetime.combine(wanted.first, time.min)))
    if wanted.last:
        acts = acts.filter(at__lte=timezone.make_aware(datetime.combine(wanted.last, time.max)))
    if wanted.text:
        acts = acts.filter(
            Q(summary__icontains=wanted.text) | Q(target__icontains=wanted.text) | Q(site_code=wanted.text)
        )
    return acts.order_by("-seq")


def action_name(action_id: str) -> str:
    """What an action is called; one that the table no longer has, by its id."""
    row = TABLE.get(action_id)
    return row.zh if row else action_id


def actions_in(acts: QuerySet[Act]) -> list[tuple[str, str]]:
    """Actions that occur, with their names."""
    found = acts.order_by("action_id").values_list("action_id", flat=True).distinct()
    return [(one, action_name(one)) for one in found]


def campaign_titles(ids: Iterable[uuid.UUID | None]) -> dict[uuid.UUID, str]:
    """Titles of evaluations."""
    wanted = {one for one in ids if one}
    return dict(Campaign.objects.filter(pk__in=wanted).values_list("pk", "title"))


def export_rows(acts: QuerySet[Act]) -> Iterator[tuple[object, ...]]:
    """The lines as cells of :data:`COLUMNS`, oldest first."""
    titles = campaign_titles(acts.order_by().values_list("campaign_id", flat=True).distinct())
    for act in acts.order_by("seq").iterator(chunk_size=1_000):
        detail = ", ".join(f"{name}: {value}" for name, value in act.detail.items())
        yield (
            act.seq, timezone.localtime(act.at).isoformat(timespec="seconds"), act.actor_name,
            action_name(act.action_id), titles.get(act.campaign_id, "") if act.campaign_id else "", act.site_code,
            act.target, act.summary, detail, act.previous_digest, act.digest,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Change:
    """A value before and after."""

    field: str
    old: str
    new: str


def changes(act: Act) -> tuple[list[Change], list[tuple[str, str]]]:
    """What an act changed, and what else it says."""
    old, new = act.detail.get("old"), act.detail.get("new")
    before = old if isinstance(old, dict) else {}
    after = new if isinstance(new, dict) else {}
    found = [
        Change(field=label(name), old=_shown(before.get(name)), new=_shown(after.get(name)))
        for name in {**before, **after}
    ]
    rest = {
        name: value for name, value in act.detail.items() if not (name in {"old", "new"} and isinstance(value, dict))
    }
    return found, [(label(name), _shown(value)) for name, value in rest.items()]


_LABELS = {
    "reason": "理由", "name": "名称", "title": "名称", "kind": "类型",
    "code": "代码", "role": "角色", "until": "有效期至", "username": "用户名",
    "email": "邮箱", "phone": "联系电话", "display_name": "姓名", "external_id": "统一身份标识",
    "is_active": "账号可用", "require_second_factor": "要求两步验证", "recipients": "收件人", "text": "内容",
    "to": "收件人", "error": "失败原因", "stage": "阶段", "as_of": "监测时间点",
    "systems": "指标体系", "team": "评估机构", "url": "首页地址", "unit": "主办单位",
    "group": "分组", "site_class": "类别", "region": "地区", "embargo_until": "发布时间",
    "settings": "采集等设置", "site_code": "政府网站标识码", "ip": "网络地址", "marks": "分值", "score": "得分",
    "outcome": "结论",
}  # fmt: skip


def label(name: str) -> str:
    """What a recorded field is called on screen; one that is not known, as it was recorded."""
    return _LABELS.get(name, name)


def _shown(value: object) -> str:
    if value is None or value == "":
        return "—"
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(_shown(one) for one in value) or "—"
    return str(value)
