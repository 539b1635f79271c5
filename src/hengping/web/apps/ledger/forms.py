"""Forms of the section ledger."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.ledger.proofs import ACCEPTED
from hengping.web.apps.ledger.selectors import CLASS_CHOICES
from hengping.web.ui.forms import ActForm


class ReviewForm(ActForm):
    """Class and duty of a section."""

    section_class = forms.ChoiceField(label=_("栏目类别"), choices=CLASS_CHOICES)
    duty_days = forms.IntegerField(
        label=_("更新时限（天）"),
        min_value=0,
        max_value=3_660,
        required=False,
        help_text=_("不填：按类别的时限；0：没有时限"),
    )
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)


class ExemptionForm(ActForm):
    """An exemption with its proof."""

    until = forms.DateField(
        label=_("有效期至"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("监测时间点在此之后的，豁免不再有效"),
    )  # fmt: skip
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=2_000)
    proof = forms.FileField(
        label=_("证明材料"), max_length=200, help_text=_("%(kinds)s，不超过20MB") % {"kinds": ACCEPTED}
    )
