"""Forms of the supervision rhythm."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.oversight.models import MOST_DAYS
from hengping.web.apps.oversight.rhythm import linkable
from hengping.web.ui.forms import ActForm

_FIRST_DAY = date(2015, 3, 24)
"""The State Council's first nation-wide census of government websites began: nothing was due before."""
_FURTHEST = timedelta(days=731)
_DATE = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PlanForm(ActForm):
    """Set one kind of work."""

    days = forms.IntegerField(
        label=_("周期结束后几个工作日内完成"), min_value=1, max_value=MOST_DAYS,
        help_text=_("按国务院办公厅公布的放假安排计算工作日。"),
    )  # fmt: skip
    starts_on = forms.DateField(
        label=_("起始日期"), widget=_DATE, help_text=_("从这一天所在的周期开始计算；更早的周期不要求。")
    )
    active = forms.BooleanField(label=_("启用（到期提醒，逾期告警）"), required=False)
    automatic = forms.BooleanField(
        label=_("自动运行：每个周期由平台开始一次运行"), required=False,
        help_text=_("取消勾选即暂停；暂停期间错过的周期不补。完成情况仍由人记录。"),
    )  # fmt: skip
    campaign: forms.ModelChoiceField[Campaign] = forms.ModelChoiceField(
        label=_("自动运行的绩效评估"), queryset=None, required=False, empty_label=_("（没有）"),
        help_text=_("监测时间点为开始运行的当天。"),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        """Offer the evaluations of one body only."""
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = Campaign.objects.filter(organiser=organisation)  # type: ignore[attr-defined]  # of a model choice

    def clean(self) -> dict[str, Any]:
        """What runs by itself must be named."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("automatic") and told.get("campaign") is None and "campaign" not in self.errors:
            self.add_error("campaign", gettext("自动运行须选择绩效评估"))
        return told

    def clean_starts_on(self) -> date:
        """Keep to years that somebody could mean."""
        day: date = self.cleaned_data["starts_on"]
        if not _FIRST_DAY <= day <= timezone.localdate() + _FURTHEST:
            raise forms.ValidationError(gettext("起始日期应在2015年3月24日之后、两年之内"))
        return day


class DoneForm(ActForm):
    """Record that a period's work was done."""

    done_on = forms.DateField(label=_("完成日期"), widget=_DATE)
    campaign: forms.ModelChoiceField[Campaign] = forms.ModelChoiceField(
        label=_("对应的绩效评估"), queryset=None, required=False, empty_label=_("（不是在本平台上做的）"),
        help_text=_("同时记下它当前的运行。"),
    )  # fmt: skip
    note = forms.CharField(
        label=_("说明"), max_length=500, required=False, help_text=_("没有选择绩效评估时必须说明做了什么。"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip

    def __init__(self, *args: Any, organisation: Organisation, **kwargs: Any) -> None:
        """Offer the evaluations of one body only."""
        super().__init__(*args, **kwargs)
        self.fields["campaign"].queryset = linkable(organisation)  # type: ignore[attr-defined]  # of a model choice
