"""People, organisations, memberships, invitations."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractUser, AnonymousUser
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from typing import Any


class Organisation(models.Model):
    """A body (机构): an organising bureau, an assessing firm, a body whose site is judged.

    Attributes:
        path: ids from the root to this one, ``/<id>/<id>/``: everything below a body begins with its path.
        code: unified social credit code or another official code, where known.
        require_second_factor: its people, and those of bodies below it, sign in with a second factor.
    """

    class Kind(models.TextChoices):
        """What it is to the platform."""

        GOVERNMENT = "government", _("政府机关")
        ASSESSOR = "assessor", _("评估机构")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("名称"), max_length=200)
    kind = models.CharField(_("类型"), max_length=20, choices=Kind.choices, default=Kind.GOVERNMENT)
    code = models.CharField(_("机构代码"), max_length=40, blank=True)
    parent = models.ForeignKey(
        "self", verbose_name=_("上级机构"), null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    path = models.CharField(max_length=800, unique=True, editable=False)
    require_second_factor = models.BooleanField(_("要求本机构及下级机构人员开启两步验证"), default=False)
    version = models.PositiveIntegerField(default=1, editable=False)
    history = HistoricalRecords()

    class Meta:
        ordering = ("path",)
        verbose_name = _("机构")
        constraints = (models.UniqueConstraint(fields=("parent", "name"), name="organisation_name_once"),)

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the path in step with the parent; moving a body with others below it is a service of its own."""
        self.path = f"{self.parent.path if self.parent else '/'}{self.pk.hex}/"
        super().save(*args, **kwargs)

    def contains(self, other: Organisation) -> bool:
        """Whether ``other`` is this body or one below it."""
        return other.path.startswith(self.path)


class User(AbstractUser):
    """A person with an account.

    Attributes:
        display_name: name as shown and as recorded with acts.
        external_id: how the province's identity provider calls the person (``sub``); empty: matched by e-mail.
        version: raised with every change by others.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    display_name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    external_id = models.CharField(_("统一身份标识"), max_length=200, blank=True, db_index=True)
    version = models.PositiveIntegerField(default=1, editable=False)

    REQUIRED_FIELDS = ["display_name", "email"]

    class Meta:
        verbose_name = _("用户")

    def __str__(self) -> str:
        return self.display_name or self.username


class MembershipQuerySet(models.QuerySet["Membership"]):
    """Questions about memberships."""

    def in_force(self, user: User | AnonymousUser) -> MembershipQuerySet:
        """Memberships of a person that count today."""
        return (
            self.filter(user_id=user.pk or uuid.UUID(int=0), ended_at=None)
            .filter(models.Q(until=None) | models.Q(until__gte=timezone.localdate()))
            .select_related("organisation")
        )


class Membership(models.Model):
    """A role of a person in a body; ended, never deleted.

    Attributes:
        until: last day on which it counts; empty: no end.
        ended_at: when it was taken away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(
        _("角色"), max_length=20, choices=[choice for choice in Role.choices if choice[0] != Role.PUBLIC]
    )
    until = models.DateField(_("有效期至"), null=True, blank=True)
    granted_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    history = HistoricalRecords()
    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("角色")
        constraints = (
            models.UniqueConstraint(
                fields=("user", "organisation", "role"), condition=models.Q(ended_at=None), name="membership_once"
            ),
        )

    def __str__(self) -> str:
        return f"{self.user} {self.get_role_display()} {self.organisation}"


class Invitation(models.Model):
    """An invitation of a person into a role of a body (邀请); withdrawn, never deleted.

    Attributes:
        token_digest: SHA-256 of the link's token; the token itself is stored nowhere.
        until: last day of the role it gives; empty: no end.
        expires_at: the link does not open after.
        opened_at: when the link was first opened.
        sends: how often it was sent; each sending makes a new link, and the one before no longer opens.
        mail: the last mail, with what became of it.
    """

    class State(models.TextChoices):
        """What became of it."""

        SENT = "sent", _("已发出")
        OPENED = "opened", _("已打开")
        ACCEPTED = "accepted", _("已接受")
        EXPIRED = "expired", _("已过期")
        WITHDRAWN = "withdrawn", _("已撤回")

    OPEN = (State.SENT, State.OPENED)
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(
        _("角色"), max_length=20, choices=[choice for choice in Role.choices if choice[0] != Role.PUBLIC]
    )
    email = models.EmailField(_("邮箱"))
    display_name = models.CharField(_("姓名"), max_length=60, blank=True)
    until = models.DateField(_("有效期至"), null=True, blank=True)
    state = models.CharField(_("状态"), max_length=10, choices=State.choices, default=State.SENT)
    token_digest = models.CharField(max_length=64, unique=True)
    invited_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="invitations_made")
    accepted_by = models.ForeignKey(User, null=True, on_delete=models.PROTECT, related_name="invitations_taken")
    mail = models.ForeignKey("notices.Mail", null=True, on_delete=models.SET_NULL, related_name="+")
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    sends = models.PositiveSmallIntegerField(default=1)
    history = HistoricalRecords()

    class Meta:
        ordering = ("-sent_at",)
        verbose_name = _("邀请")
        constraints = (
            models.UniqueConstraint(
                fields=("organisation", "role", "email"),
                condition=models.Q(state__in=("sent", "opened")),
                name="invitation_open_once",
            ),
        )

    def __str__(self) -> str:
        return f"{self.email} {self.get_role_display()} {self.organisation}"

    @property
    def state_now(self) -> Invitation.State:
        """The state today: an open one whose day has passed has expired."""
        state = Invitation.State(self.state)
        return Invitation.State.EXPIRED if state in self.OPEN and timezone.now() >= self.expires_at else state

    @property
    def is_open(self) -> bool:
        """Whether the link still opens."""
        return self.state_now in self.OPEN
