"""The arrows between the stages: which there are, forward and back. What each needs is in ``preconditions``."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from hengping.web.policy.words import Stage


@dataclass(frozen=True, kw_only=True)
class Arrow:
    """A move from a stage to another.

    Attributes:
        verb: what the button says.
        means: what the move brings about, for who is about to make it.
        back: it goes back, and needs a reason.
        at: name of the page where the move is made; empty: on the page of the arrow itself.
    """

    before: Stage
    after: Stage
    verb: str | Promise
    means: str | Promise
    back: bool = False
    at: str = ""

    @property
    def name(self) -> str:
        """``before-after``, as addresses have it."""
        return f"{self.before}-{self.after}"


ARROWS = (
    Arrow(
        before=Stage.DRAFT, after=Stage.COLLECTING, verb=_("开始监测采集"),
        means=_("指标体系、评估名单和监测时间点从此冻结，不再修改；被评单位可以看到本次评估和指标体系。"),
    ),
    Arrow(
        before=Stage.COLLECTING, after=Stage.PRELIMINARY, verb=_("形成初评结果"),
        means=_("被评单位可以看到本单位网站的初评得分和佐证，看不到排名和其他单位的结果。"),
    ),
    Arrow(
        before=Stage.PRELIMINARY, after=Stage.OBJECTION, verb=_("开放整改与申诉"),
        means=_("被评单位可以逐项答复、申诉和报告整改，时限按计划时间计算。"),
    ),
    Arrow(
        before=Stage.OBJECTION, after=Stage.REASSESSING, verb=_("转入复评"),
        means=_("不再受理新的申诉和答复；整改情况予以复核，按裁定和复核重新计分。"),
    ),
    Arrow(
        before=Stage.REASSESSING, after=Stage.FINAL, verb=_("确定终评结果"),
        means=_("得分、评分和裁定不再变动；名单和发布交由两人分别批准。"),
    ),
    Arrow(
        before=Stage.FINAL, after=Stage.PUBLISHED, verb=_("发布结果"), at="publication",
        means=_("结果和文件冻结为第1版并对公众开放；设有发布时间的，到时才公开。此后的改动只能以有编号的更正作出。"),
    ),
    Arrow(
        before=Stage.PUBLISHED, after=Stage.ARCHIVED, verb=_("归档"),
        means=_("本次评估结束，内容继续公开，不再办理其他事项；确有错误的仍可发布更正。"),
    ),
    Arrow(
        before=Stage.COLLECTING, after=Stage.DRAFT, verb=_("退回筹备"), back=True,
        means=_("解除冻结，可以再改名单、指标体系和设置；再次开始采集时重新冻结。"),
    ),
    Arrow(
        before=Stage.PRELIMINARY, after=Stage.COLLECTING, verb=_("退回监测采集"), back=True,
        means=_("被评单位不再看到初评结果，可以补采或重新评分。"),
    ),
    Arrow(
        before=Stage.OBJECTION, after=Stage.PRELIMINARY, verb=_("暂停受理，退回初评"), back=True,
        means=_("被评单位暂时不能答复和申诉。"),
    ),
    Arrow(
        before=Stage.REASSESSING, after=Stage.OBJECTION, verb=_("重新受理，退回整改与申诉"), back=True,
        means=_("被评单位可以再答复和申诉；请同时调整计划时间。"),
    ),
    Arrow(
        before=Stage.FINAL, after=Stage.REASSESSING, verb=_("退回复评"), back=True,
        means=_("得分可以再改动；已有的批准作废，须重新批准。"),
    ),
)  # fmt: skip


def arrow(before: Stage, after: Stage) -> Arrow | None:
    """The arrow between two stages; None: there is none."""
    return next((each for each in ARROWS if (each.before, each.after) == (before, after)), None)


def forward(stage: Stage) -> Arrow | None:
    """The arrow that leads on."""
    return next((each for each in ARROWS if each.before == stage and not each.back), None)


def backward(stage: Stage) -> Arrow | None:
    """The arrow that leads back."""
    return next((each for each in ARROWS if each.before == stage and each.back), None)
