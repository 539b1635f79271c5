"""Forms."""

from django import forms
from django.utils.translation import gettext_lazy as _

from hengping.web.policy.words import Role
from hengping.web.ui.forms import ActForm


class NoticeForm(ActForm):
    """A notice to people of an evaluation."""

    to = forms.MultipleChoiceField(
        label=_("收件人"),
        choices=[(role.value, role.label) for role in (Role.OPERATOR, Role.ASSESSOR, Role.ARBITER, Role.ORGANISER)],
        widget=forms.CheckboxSelectMultiple,
    )
    subject = forms.CharField(label=_("标题"), max_length=100)
    text = forms.CharField(label=_("内容"), widget=forms.Textarea(attrs={"rows": 6}), max_length=5_000)
