"""Forms of the desk."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.operators.models import Reply
from hengping.web.ui.forms import ActForm


class ReplyForm(ActForm):
    """Answer a finding."""

    kind = forms.ChoiceField(label=_("答复"), choices=Reply.Kind.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("说明"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2_000,
        required=False,
        help_text=_("选“情况说明”时必填，写明原因和依据；选“已整改”时可写整改措施"),
    )


class DecideForm(ActForm):
    """Yes or no, with a reason."""

    yes = forms.TypedChoiceField(label=_("审核结果"), coerce=lambda value: value == "yes", widget=forms.RadioSelect)
    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1_800, min_length=4)


class ExplanationForm(DecideForm):
    """Accept an explanation or not."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as of the form it extends
        self.fields["yes"].choices = [("yes", _("采信")), ("no", _("不采信"))]  # type: ignore[attr-defined]  # a choice field


class SettleForm(DecideForm):
    """Say whether a fault is mended."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # as of the form it extends
        self.fields["yes"].choices = [("yes", _("已整改，销号")), ("no", _("仍然存在"))]  # type: ignore[attr-defined]  # a choice field
