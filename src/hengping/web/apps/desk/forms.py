"""Forms of the assessors' desk."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.scoring.plan import NOT_APPLICABLE
from hengping.web.apps.desk.making import Wish
from hengping.web.apps.desk.marking import OUTCOMES
from hengping.web.apps.evidence.outcomes import WORDS
from hengping.web.ui.forms import ActForm

if TYPE_CHECKING:
    from hengping.web.apps.desk.models import AssessmentTask

_PERCENT = 100
_FINDING_CHOICES = [(one.value, WORDS[one]) for one in OUTCOMES]
_VETO_CHOICES = [("0", _("不成立（0）")), ("1", _("成立，予以单项否决（1）")), (NOT_APPLICABLE, _("不适用"))]


class TaskForm(ActForm):
    """Marks or an outcome, with the reason."""

    marks = forms.CharField(
        label=_("得分"),
        max_length=20,
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "data-marks": ""}),
    )
    not_applicable = forms.BooleanField(label=_("不适用"), required=False)
    reason = forms.CharField(
        label=_("理由"),
        max_length=1000,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "data-reason": ""}),
        help_text=_("写明看到了什么、按哪一条扣分。提交时必填，暂存时可以不填。"),
    )

    def __init__(self, *args: Any, task: AssessmentTask, **kwargs: Any) -> None:
        """Make it for a task."""
        subject = task.subject
        not_applicable = task.marks == NOT_APPLICABLE
        choose = bool(subject.finding_id) or subject.veto
        initial = {"reason": task.reason, "marks": "" if not_applicable and not choose else task.marks}
        initial["not_applicable"] = not_applicable  # type: ignore[assignment]  # a form's initial values are of any type
        super().__init__(*args, version=task.version, initial=initial, **kwargs)
        if choose:
            choices: Any = _FINDING_CHOICES if subject.finding_id else _VETO_CHOICES
            self.fields["marks"] = forms.ChoiceField(
                label=_("结论"), required=False, choices=choices, widget=forms.RadioSelect(attrs={"data-level": ""})
            )
            del self.fields["not_applicable"]
            self.order_fields(["marks", "reason"])
        elif subject.full is not None:
            self.fields["marks"].help_text = _("0至%(full)s分") % {"full": subject.full_text}

    @property
    def given(self) -> str:
        """The marks as they are kept."""
        return NOT_APPLICABLE if self.cleaned_data.get("not_applicable") else str(self.cleaned_data["marks"]).strip()


class MakeForm(ActForm):
    """What is to be assessed."""

    manual = forms.BooleanField(label=_("人工评分点"), required=False, initial=True)
    vetoes = forms.BooleanField(label=_("由人认定的单项否决"), required=False, initial=True)
    doubts = forms.BooleanField(label=_("疑似问题和程序不能判断的结果"), required=False, initial=True)
    double = forms.IntegerField(
        label=_("双人评分比例（%）"), min_value=0, max_value=100, initial=0,
        help_text=_("体系只要求一人评分的对象，抽出这一比例由两人独立评分，结果不一致的转仲裁。"),
    )  # fmt: skip
    sample = forms.IntegerField(
        label=_("自动结论抽样核对比例（%）"), min_value=0, max_value=100, initial=0,
        help_text=_("各检查项按比例抽取，每项至少一条，用来测算准确率；0为不抽。每次评估只抽一次，以第一次的为准。"),
    )  # fmt: skip
    seed = forms.CharField(
        label=_("随机种子"), max_length=100, help_text=_("任意文字，记录在案；同样的种子抽出同样的结果。")
    )

    @property
    def wish(self) -> Wish:
        """As the service takes it."""
        data = self.cleaned_data
        return Wish(
            manual=data["manual"],
            vetoes=data["vetoes"],
            doubts=data["doubts"],
            double_rate=Fraction(data["double"], _PERCENT),
            sample_rate=Fraction(data["sample"], _PERCENT),
            seed=data["seed"],
        )


class AssignForm(ActForm):
    """How tasks are handed out."""

    bundle = forms.ChoiceField(
        label=_("分派方式"),
        choices=[("site", _("同一网站尽量给同一人")), ("item", _("同一评分点尽量给同一人"))],
    )
    capacity = forms.IntegerField(label=_("每人最多未完成任务数"), min_value=1, max_value=100_000, required=False)
    due_on = forms.DateField(label=_("完成期限"), required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seed = forms.CharField(
        label=_("随机种子"),
        max_length=100,
        help_text=_("任意文字，记录在案；人数和任务相同时，同样的种子分出同样的结果。"),
    )


class AnswerForm(ActForm):
    """A known answer for the calibration set."""

    site_code = forms.ChoiceField(label=_("网站"))
    item_id = forms.ChoiceField(label=_("评分点"))
    marks = forms.CharField(label=_("标准答案（得分）"), max_length=20)
    reason = forms.CharField(label=_("依据"), max_length=500)

    def __init__(self, *args: Any, sites: list[tuple[str, str]], items: list[tuple[str, str]], **kwargs: Any) -> None:
        """Make it with the sites and items to choose from."""
        super().__init__(*args, **kwargs)
        self.fields["site_code"].choices = sites  # type: ignore[attr-defined]  # a field of choices
        self.fields["item_id"].choices = items  # type: ignore[attr-defined]


class WithdrawForm(ActForm):
    """Taking back somebody's open tasks."""

    reason = forms.CharField(label=_("理由"), max_length=500)


class RecuseForm(ActForm):
    """Standing back from a site."""

    reason = forms.CharField(label=_("回避理由"), max_length=500)


class EffortForm(forms.Form):
    """What the forecast is made from."""

    minutes = forms.DecimalField(label=_("每项用时（分钟）"), min_value=0, max_value=600, required=False)
    hours = forms.DecimalField(label=_("每人每天评分（小时）"), min_value=0, max_value=24, required=False)
