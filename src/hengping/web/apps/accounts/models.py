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
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    display_name = models.CharField(_("姓名"), max_length=60)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)

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
