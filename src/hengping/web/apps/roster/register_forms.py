"""Forms of the register of sites."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.roster.forms import EntryForm
from hengping.web.apps.roster.models import RegisteredSite
from hengping.web.ui.forms import ActForm


def _day() -> forms.DateField:
    return forms.DateField(label=_("生效日期"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class SiteForm(EntryForm):
    """A registered site as it is from a day on."""

    organisation = forms.ModelChoiceField(
        label=_("对应机构"),
        queryset=Organisation.objects.filter(kind=Organisation.Kind.GOVERNMENT),
        required=False,
        help_text=_("该机构的人员可以查看和答复"),
    )
    on = _day()
    basis = forms.CharField(label=_("依据"), max_length=300, help_text=_("文件名称、文号，或名单来源"))
    parent_code = None  # type: ignore[assignment]  # how Django's forms leave a field of their base out

    def values(self) -> dict[str, Any]:
        """Fields of the record, of a valid form."""
        data = self.cleaned_data
        names = ("site_code", "name", "url", "unit", "group", "site_class", "region")
        body = data["organisation"]
        return {name: data[name] for name in names} | {"organisation": str(body.pk) if body else ""}


class CloseForm(ActForm):
    """The end of a site."""

    successor = forms.ModelChoiceField(
        label=_("并入的网站"),
        queryset=RegisteredSite.objects.filter(closed_on=None),
        required=False,
        help_text=_("内容并入其他网站的选择该网站；只是关停的不选"),
    )
    on = _day()
    basis = forms.CharField(label=_("依据"), max_length=300)


class ContactForm(ActForm):
    """Somebody to talk to."""

    name = forms.CharField(label=_("姓名"), max_length=60)
    duty = forms.CharField(label=_("职务"), max_length=100, required=False)
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    email = forms.EmailField(label=_("电子邮箱"), required=False)


class FromRosterForm(ActForm):
    """Tying a roster to the register."""

    update = forms.BooleanField(
        label=_("名单与登记不一致的，按名单记为变更"), required=False, help_text=_("自监测时间点起生效")
    )
