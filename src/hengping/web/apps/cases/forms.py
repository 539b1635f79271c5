"""Forms of nominations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.report.render.html import web_link
from hengping.web.apps.cases.models import CaseNomination
from hengping.web.ui.forms import ActForm

_STATE = CaseNomination.State


class Uploads(forms.ClearableFileInput):
    """Several files at once."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Several files at once; a list, possibly empty."""

    widget = Uploads

    def clean(self, data: Any, initial: Any = None) -> Any:
        """Each of them."""
        given = data if isinstance(data, list | tuple) else [data]
        return [super(UploadsField, self).clean(one, initial) for one in given if one]


class NominateForm(ActForm):
    """A case put forward."""

    title = forms.CharField(label=_("案例名称"), max_length=200)
    category = forms.CharField(
        label=_("类别"), max_length=100, help_text=_("如：政务公开、“互联网+政务服务”、互动交流")
    )
    summary = forms.CharField(label=_("一句话简介"), max_length=300, required=False)
    text = forms.CharField(label=_("案例材料"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 10}))
    url = forms.CharField(label=_("网址"), max_length=500, required=False)
    attachments = UploadsField(
        label=_("附件"), required=False, help_text=_("pdf、docx、xlsx、jpg、png，最多5个，每个不超过10MB。")
    )

    def clean_url(self) -> str:
        """Only addresses that a browser may be sent to."""
        url: str = self.cleaned_data["url"].strip()
        if url and not web_link(url):
            raise forms.ValidationError(_("网址应以 http:// 或 https:// 开头"))
        return url

    @property
    def fields_given(self) -> dict[str, str]:
        """What the nomination says."""
        return {name: self.cleaned_data[name] for name in ("title", "category", "summary", "text", "url")}


class JudgeForm(ActForm):
    """A judge's marks."""

    marks = forms.DecimalField(label=_("评分（0至100）"), min_value=0, max_value=100, decimal_places=2)
    reason = forms.CharField(label=_("评语"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(ActForm):
    """The organiser's decision."""

    state = forms.ChoiceField(
        label=_("结果"),
        choices=[(one.value, one.label) for one in (_STATE.SHORTLISTED, _STATE.LISTED, _STATE.DECLINED)],
    )
    award = forms.ChoiceField(
        label=_("评选结果"), required=False, choices=[("", _("无")), ("十佳", "十佳"), ("二十佳", "二十佳")]
    )
    reason = forms.CharField(label=_("理由"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2}))
