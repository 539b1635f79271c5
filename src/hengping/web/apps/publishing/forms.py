"""Forms about documents, approvals, publication."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.campaigns.forms import day_input
from hengping.web.apps.publishing.manuscripts import MOST_TEXT
from hengping.web.apps.publishing.models import Approval, BulletinText, DocumentJob
from hengping.web.ui.forms import ActForm


class MakeForm(ActForm):
    """What is to be made."""

    kind = forms.ChoiceField(label=_("内容"), choices=DocumentJob.Kind.choices, widget=forms.RadioSelect)
    evidence = forms.ChoiceField(
        label=_("核验包中的佐证"), required=False, initial="none",
        choices=[("none", _("不装（只有摘要）")), ("cited", _("问题所引的佐证")), ("all", _("全部佐证"))],
    )  # fmt: skip


class BulletinTextForm(ActForm):
    """The organiser's words, and the files that go with them."""

    text = forms.CharField(
        label=_("文稿"), required=False, max_length=MOST_TEXT, strip=False,
        help_text=_("留空即由程序写全文；数字、名单、名次写成数据引用"),
        widget=forms.Textarea(attrs={"rows": 26, "class": "form-control font-monospace", "spellcheck": "false"}),
    )  # fmt: skip
    observations = forms.FileField(
        label=_("观测记录（CSV）"), required=False, widget=forms.FileInput(attrs={"accept": ".csv"}),
        help_text=_("列为problem,title,examined,site_code，一个网站一行"),
    )  # fmt: skip
    drop_observations = forms.BooleanField(label=_("不再使用现有的观测记录"), required=False)
    template = forms.FileField(
        label=_("Word模板（套红）"), required=False, widget=forms.FileInput(attrs={"accept": ".docx"}),
        help_text=_("正文放在写着{{正文}}的那一段，不超过5MB"),
    )  # fmt: skip
    drop_template = forms.BooleanField(label=_("不再使用现有的模板"), required=False)

    def __init__(self, *args: Any, standing: BulletinText | None, **kwargs: Any) -> None:
        """Make it.

        Args:
            args: as of ActForm.
            standing: the version that stands; None: there is none.
            kwargs: as of ActForm.
        """
        super().__init__(*args, version=standing.number if standing is not None else 0, **kwargs)
        if standing is None or not standing.observations:
            del self.fields["drop_observations"]
        if standing is None or not standing.template:
            del self.fields["drop_template"]


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
