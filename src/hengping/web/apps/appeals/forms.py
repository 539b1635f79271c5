"""Forms of appeals."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.appeals.proofs import ACCEPTED, MOST_FILES
from hengping.web.apps.appeals.ruling_services import UPHELD_AS
from hengping.web.apps.appeals.words import Result
from hengping.web.apps.evidence.outcomes import WORDS
from hengping.web.ui.forms import ActForm

_GROUNDS = 4_000


class _ManyFiles(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files; a list, also of none."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "widget", _ManyFiles(attrs={"accept": ",".join(f".{each.lower()}" for each in ACCEPTED.split("、"))})
        )
        kwargs.setdefault(
            "help_text", _("可上传%(kinds)s，每个不超过20MB，最多%(most)s个") % {"kinds": ACCEPTED, "most": MOST_FILES}
        )
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Each of the files, cleaned."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            super().clean(None, initial)
        return [super(FilesField, self).clean(each, initial) for each in files]


class AppealForm(ActForm):
    """Raise an appeal, or take it further."""

    grounds = forms.CharField(
        label=_("申诉理由"),
        widget=forms.Textarea(attrs={"rows": 6}),
        max_length=_GROUNDS,
        min_length=10,
        help_text=_("写明与检查结果不一致的事实和依据"),
    )
    proofs = FilesField(label=_("证明材料"), required=False)


class ProofForm(ActForm):
    """Hand in further files."""

    proofs = FilesField(label=_("证明材料"))


class LongReasonForm(ActForm):
    """A decision with its reason."""

    reason = forms.CharField(label=_("理由"), widget=forms.Textarea(attrs={"rows": 4}), max_length=1_800)


class RulingForm(LongReasonForm):
    """Propose a ruling; what is asked depends on what the appeal is about."""

    result = forms.ChoiceField(label=_("裁定"), choices=Result.choices, widget=forms.RadioSelect)
    outcome = forms.ChoiceField(
        label=_("改定结论（申诉成立时）"),
        choices=[("", _("请选择")), *((each.value, WORDS[each]) for each in UPHELD_AS)],
        required=False,
        help_text=_("部分成立时改定为“部分符合”"),
    )
    marks = forms.CharField(label=_("改定得分"), required=False, max_length=20)

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        appeal: Appeal,
        **kwargs: Any,
    ) -> None:
        super().__init__(data, version=appeal.version, **kwargs)
        self.fields.pop("outcome" if appeal.item_id else "marks")
        if appeal.item_id:
            subject = appeal.subject
            self.fields["marks"].help_text = _("原得分%(score)s，满分%(full)s") % {
                "score": subject["score"],
                "full": subject["full"],
            }
        self.order_fields(["result", "outcome", "marks", "reason"])


class LikeForm(ActForm):
    """Say what a like case is."""

    same = forms.TypedChoiceField(
        label=_("核实结果"),
        choices=[("yes", _("情况相同，同样处理")), ("no", _("情况不同，维持原结论"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("核实意见"), widget=forms.Textarea(attrs={"rows": 3}), max_length=1_000, min_length=4
    )


class TermsForm(ActForm):
    """Times of an evaluation."""

    ruling_days = forms.IntegerField(label=_("裁定时限（工作日）"), min_value=1, max_value=60)
    second_days = forms.IntegerField(label=_("提出复议时限（工作日）"), min_value=1, max_value=60)
    rectify_days = forms.IntegerField(label=_("整改时限（工作日）"), min_value=1, max_value=120)
    min_reason = forms.IntegerField(label=_("裁定理由最少字数"), min_value=1, max_value=500)
