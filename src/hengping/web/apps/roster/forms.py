"""Forms of the roster."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.model.site import code_for_host
from hengping.model.urls import BadUrlError
from hengping.roster.cells import fold, read_code, read_url
from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.roster.reading import MOST_BYTES
from hengping.web.ui.forms import ActForm

CLASS_CHOICES = (("", _("未注明")), ("A", _("A（提供办事服务）")), ("B", _("B（不提供办事服务）")))


class UploadForm(ActForm):
    """A list to be read."""

    file = forms.FileField(
        label=_("名单文件"),
        help_text=_(
            "Excel（.xlsx、.xls）、ODS或CSV，不超过10MB。表头可用常见的中文名称，合并单元格、全角字符都能识别。"
        ),
        max_length=200,
    )

    def clean_file(self) -> Any:
        """Refuse a file that is too large before it is read."""
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(_("文件过大，名单文件不超过10MB"))
        return file


class ApplyForm(ActForm):
    """Taking over what was read."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=64)
    remove_gone = forms.BooleanField(label=_("移出新名单中没有的网站"), required=False, initial=True)


class EntryForm(ActForm):
    """A line of the roster."""

    name = forms.CharField(label=_("网站名称"), max_length=200)
    url = forms.CharField(label=_("首页网址"), max_length=500, help_text=_("例如 http://www.example.gov.cn/"))
    site_code = forms.CharField(
        label=_("网站标识码"), max_length=64, required=False, help_text=_("没有标识码的可不填，以域名代替")
    )
    unit = forms.CharField(label=_("主办单位"), max_length=200, required=False)
    group = forms.CharField(label=_("分组"), max_length=100, required=False, help_text=_("同组的网站在一起排名"))
    site_class = forms.ChoiceField(label=_("类型"), choices=CLASS_CHOICES, required=False)
    region = forms.CharField(label=_("地区"), max_length=100, required=False)
    parent_code = forms.CharField(label=_("上级网站标识码"), max_length=64, required=False)

    def clean_url(self) -> str:
        """The address as the engine normalises it."""
        try:
            return read_url(self.cleaned_data["url"])
        except BadUrlError as error:
            raise forms.ValidationError(_("网址无法解析，请填写完整网址")) from error

    def clean_parent_code(self) -> str:
        """The code as the engine reads it."""
        return self._code("parent_code")

    def clean(self) -> dict[str, Any]:
        """Texts folded as in files; a site without a code is known by its host."""
        data = super().clean() or self.cleaned_data
        for field in ("name", "unit", "group", "region"):
            data[field] = fold(data.get(field) or "")
        if "name" in data and not data["name"] and "name" not in self.errors:
            self.add_error("name", _("不能为空"))
        url = data.get("url")
        if url:
            host_code = code_for_host(url)
            typed = (data.get("site_code") or "").strip()
            if not typed or typed.lower().startswith("x-"):
                data["site_code"] = host_code
            else:
                code = read_code(typed).code
                if not code:
                    self.add_error("site_code", _("标识码只能含字母、数字、连字符"))
                data["site_code"] = code
        return data

    def _code(self, field: str) -> str:
        text = (self.cleaned_data.get(field) or "").strip()
        if not text:
            return ""
        if text.lower().startswith("x-"):
            return text.lower()
        code = read_code(text).code
        if not code:
            raise forms.ValidationError(_("标识码只能含字母、数字、连字符"))
        return code


class MatchForm(ActForm):
    """Which body stands behind a unit name."""

    unit = forms.CharField(widget=forms.HiddenInput, max_length=200, required=False, strip=False)
    organisation = forms.ModelChoiceField(
        label=_("机构"), queryset=Organisation.objects.filter(kind=Organisation.Kind.GOVERNMENT)
    )


class FillForm(ActForm):
    """Beginning a roster from the register."""

    state = forms.CharField(widget=forms.HiddenInput, max_length=64)
    on = forms.DateField(label=_("按哪一天的登记"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    group = forms.CharField(label=_("只取这个分组"), max_length=100, required=False, help_text=_("不填则取全部"))
