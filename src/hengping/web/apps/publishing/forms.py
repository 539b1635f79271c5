"""Forms about documents, approvals, publication."""

from __future__ import annotations

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.campaigns.forms import day_input
from hengping.web.apps.publishing.models import Approval, DocumentJob
from hengping.web.ui.forms import ActForm


class MakeForm(ActForm):
    """What is to be made."""

    kind = forms.ChoiceField(label=_("内容"), choices=DocumentJob.Kind.choices, widget=forms.RadioSelect)
    evidence = forms.ChoiceField(
        label=_("核验包中的佐证"), required=False, initial="none",
        choices=[("none", _("不装（只有摘要）")), ("cited", _("问题所引的佐证")), ("all", _("全部佐证"))],
    )  # fmt: skip


class ApproveForm(ActForm):
    """An approval of what is shown."""

    subject = forms.ChoiceField(choices=Approval.Subject.choices, widget=forms.HiddenInput)
    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("意见（可不填）"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )


class PublishForm(ActForm):
    """Who publishes, and under which date."""

    by = forms.CharField(label=_("公布者"), max_length=100, help_text=_("单位或处室名称，随发布版本公开"))
    on = forms.DateField(label=_("公布日期"), widget=day_input(), initial=timezone.localdate)


class ForcedForm(PublishForm):
    """The same, when the results are still provisional."""

    reason = forms.CharField(
        label=_("结果为暂定仍先行公布的理由"), max_length=500, help_text=_("随发布版本记录在案"),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip


class CorrectForm(PublishForm):
    """A correction: also why."""

    cause = forms.CharField(
        label=_("更正原因"), max_length=500, help_text=_("印在更正通知上"), widget=forms.Textarea(attrs={"rows": 3})
    )


class ForcedCorrectForm(CorrectForm, ForcedForm):
    """A correction while results are still provisional."""
