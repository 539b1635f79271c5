"""Forms about bodies, people and invitations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from hengping.web.apps.accounts.models import Organisation, User
from hengping.web.policy.words import Role
from hengping.web.ui.forms import ActForm, ReasonForm

_ROLES = [choice for choice in Role.choices if choice[0] != Role.PUBLIC]


class OrganisationForm(ActForm):
    """What is said about a body."""

    name = forms.CharField(label=_("名称"), max_length=200)
    kind = forms.ChoiceField(label=_("类型"), choices=Organisation.Kind.choices)
    code = forms.CharField(label=_("机构代码"), max_length=40, required=False)
    require_second_factor = forms.BooleanField(label=_("要求本机构及下级机构人员开启两步验证"), required=False)


class MoveForm(ReasonForm):
    """A new superior of a body, and why."""

    parent = forms.ModelChoiceField(label=_("新的上级机构"), queryset=Organisation.objects.none())

    def __init__(self, *args: Any, places: QuerySet[Organisation], **kwargs: Any) -> None:
        """Make it.

        Args:
            args: as of ActForm.
            places: which may be chosen.
            kwargs: as of ActForm.
        """
        super().__init__(*args, **kwargs)
        field = self.fields["parent"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = places
        self.order_fields(["parent", "reason", "key", "seen"])


class RoleForm(ActForm):
    """A role and how long it counts."""

    role = forms.ChoiceField(label=_("角色"), choices=_ROLES)
    until = forms.DateField(
        label=_("有效期至"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("不填表示长期有效"),
    )  # fmt: skip

    def clean_until(self) -> object:
        """A role cannot end before it begins."""
        until = self.cleaned_data["until"]
        if until is not None and until < timezone.localdate():
            raise ValidationError(_now("有效期已过"))
        return until


class GrantForm(RoleForm):
    """A role for a person who has an account."""

    person = forms.ModelChoiceField(label=_("人员"), queryset=User.objects.none())
    field_order = ("person", "role", "until")

    def __init__(self, *args: Any, people: QuerySet[User], **kwargs: Any) -> None:
        """Make it.

        Args:
            args: as of ActForm.
            people: who may be chosen.
            kwargs: as of ActForm.
        """
        super().__init__(*args, **kwargs)
        field = self.fields["person"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = people
        self.order_fields(["person", "role", "until", "key", "seen"])


class InviteForm(RoleForm):
    """A role for a person by e-mail."""

    email = forms.EmailField(label=_("邮箱"))
    display_name = forms.CharField(label=_("姓名"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Make it, the address first."""
        super().__init__(*args, **kwargs)
        self.order_fields(["email", "display_name", "role", "until", "key", "seen"])


class PersonForm(ActForm):
    """A person's account, as those who manage it see it."""

    display_name = forms.CharField(label=_("姓名"), max_length=60)
    email = forms.EmailField(label=_("邮箱"))
    phone = forms.CharField(label=_("联系电话"), max_length=40, required=False)
    external_id = forms.CharField(
        label=_("统一身份标识"), max_length=200, required=False,
        help_text=_("统一身份认证平台给此人的标识（sub）；不填时按邮箱对应"),
    )  # fmt: skip
    is_active = forms.BooleanField(label=_("账号可用"), required=False)


class FactorResetForm(ReasonForm):
    """Taking off a second factor: the reason; when confirming, the reason as given and the person's user name."""

    username = forms.CharField(
        label=_("请输入此人的用户名以确认"), max_length=150, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )

    def __init__(self, *args: Any, confirming: bool, **kwargs: Any) -> None:
        """Make it.

        Args:
            args: as of ReasonForm.
            confirming: whether this is the second step.
            kwargs: as of ReasonForm.
        """
        super().__init__(*args, **kwargs)
        if not confirming:
            del self.fields["username"]
        else:
            self.fields["reason"].widget = forms.HiddenInput()


class AcceptForm(ActForm):
    """Name and password of an invited person."""

    username = forms.CharField(
        label=_("用户名"), max_length=60, validators=[UnicodeUsernameValidator()], help_text=_("登录时使用"),
        widget=forms.TextInput(attrs={"autocomplete": "username"}),
    )  # fmt: skip
    display_name = forms.CharField(label=_("姓名"), max_length=60)
    password = forms.CharField(
        label=_("密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False,
        help_text=_("至少12位，不能全是数字"),
    )  # fmt: skip
    again = forms.CharField(
        label=_("再输一次密码"), widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}), strip=False
    )

    def clean_username(self) -> str:
        """A name that nobody has."""
        username: str = self.cleaned_data["username"]
        if User.objects.filter(username__iexact=username).exists():
            raise ValidationError(_now("该用户名已被使用"))
        return username

    def clean(self) -> dict[str, Any]:
        """The same password twice, and a good one."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        password = told.get("password")
        if password:
            if told.get("again") and told["again"] != password:
                self.add_error("again", _now("两次输入的密码不一致"))
            person = User(username=told.get("username", ""), display_name=told.get("display_name", ""))
            try:
                validate_password(password, person)
            except ValidationError as error:
                self.add_error("password", error)
        return told
