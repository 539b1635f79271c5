"""Forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.accounts.models import Organisation
from hengping.web.policy.table import TABLE
from hengping.web.ui.forms import ActForm


class TokenForm(ActForm):
    """A new token."""

    name = forms.CharField(label=_("用途"), max_length=100, help_text=_("例如：统计系统读取结果"))
    read_only = forms.BooleanField(label=_("只读（不能执行操作）"), required=False, initial=True)
    until = forms.DateField(
        label=_("有效期至"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填为一年；修改密码后全部失效"),
    )


class WebhookForm(ActForm):
    """A new address."""

    organisation = forms.ModelChoiceField(label=_("机构"), queryset=Organisation.objects.none())
    url = forms.URLField(label=_("地址"), max_length=500, assume_scheme="https")
    events = forms.MultipleChoiceField(
        label=_("事件"), required=False, help_text=_("不选为全部事件；按住 Ctrl 可选多个"),
        widget=forms.SelectMultiple(attrs={"size": 8}),
        choices=sorted((row.action_id, f"{row.zh}（{row.action_id}）") for row in TABLE.values() if row.of_campaign),
    )  # fmt: skip
