"""Forms about runs."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.runs.models import Run
from hengping.web.ui.forms import ActForm

_STAGES = (
    ("report", _("全部阶段（到生成文件）")),
    ("rank", _("到排名")),
    ("check", _("到检查")),
    ("collect", _("只采集")),
)


class StartForm(ActForm):
    """A new run."""

    kind = forms.ChoiceField(
        label=_("用途"),
        choices=[choice for choice in Run.Kind.choices if choice[0] != Run.Kind.IMPORTED],
        initial=Run.Kind.FIRST,
        help_text=_("试运行的结果不作为本次评估的结果。"),
    )
    until = forms.ChoiceField(label=_("做到哪个阶段"), choices=_STAGES)
    workers = forms.IntegerField(label=_("进程数"), min_value=1, max_value=64, initial=2)
    as_of = forms.DateField(
        label=_("监测时间点"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填则用本次评估的监测时间点；复评时可以另定。"),
    )


class ProblemForm(ActForm):
    """What was done about a problem."""

    handled = forms.BooleanField(label=_("已处理"), required=False)
    note = forms.CharField(
        label=_("处理说明"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000, required=False
    )

    def clean(self) -> dict[str, object]:
        """Who says that it is dealt with says how."""
        data: dict[str, object] = super().clean() or {}
        if data.get("handled") and not str(data.get("note") or "").strip():
            self.add_error("note", _("请写明怎样处理的。"))
        return data
