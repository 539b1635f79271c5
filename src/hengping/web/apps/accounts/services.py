"""Writes about bodies, people and their roles."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Membership, Organisation, User
from hengping.web.apps.accounts.selectors import manages, members_of, person_wholly_managed
from hengping.web.apps.accounts.telling import tell_new_address, tell_of_change
from hengping.web.apps.acts.services import act, claim_version
from hengping.web.policy.words import Role

if TYPE_CHECKING:
    from hengping.web.policy.decide import Actor

_FIELDS = ("name", "kind", "code", "require_second_factor")
MAX_DEPTH = 20
"""How deep the tree of bodies may be."""


def require_manager(actor: Actor, organisation: Organisation) -> None:
    """Refuse whoever does not manage a body.

    Raises:
        PermissionDenied: the body is not the actor's own as organiser, nor below it.
    """
    if not manages(actor, organisation):
        raise PermissionDenied(_("只能管理本机构及下级机构"))


def organisation_create(
    *, actor: Actor, parent: Organisation, name: str, kind: str, code: str, require_second_factor: bool, key: uuid.UUID
) -> Organisation:
    """Add a body below one that the actor manages.

    Raises:
        PermissionDenied: the actor does not manage the superior body.
        InputError: there is a body of that name, or the tree is too deep.
    """
    with act(actor, "organisation.manage", key=key) as acting:
        require_manager(actor, parent)
        if parent.path.count("/") > MAX_DEPTH:
            raise InputError(_("机构层级过多"), remedy=_("最多%(count)s级") % {"count": MAX_DEPTH})
        made = Organisation(name=name, kind=kind, code=code, parent=parent, require_second_factor=require_second_factor)
        _save(made)
        acting.about("organisation", made.pk)
        acting.summary = _("新增机构“%(name)s”，上级为“%(parent)s”") % {"name": name, "parent": parent}
        acting.detail = {"new": {field: getattr(made, field) for field in _FIELDS}}
    return made


def organisation_edit(
    *, actor: Actor, organisation: Organisation, seen: int, values: dict[str, object], key: uuid.UUID
) -> None:
    """Change what is said about a body.

    Args:
        actor: who.
        organisation: the body.
        seen: version that the form showed.
        values: by field: ``name``, ``kind``, ``code``, ``require_second_factor``.
        key: of the form.

    Raises:
        PermissionDenied: the actor does not manage it.
        ConflictError: it was changed in the meantime.
        InputError: there is a body of that name.
    """
    with act(actor, "organisation.manage", key=key) as acting:
        require_manager(actor, organisation)
        claim_version(organisation, seen, organisation.name)
        stored = Organisation.objects.get(pk=organisation.pk)
        old = {field: getattr(stored, field) for field in _FIELDS}
        for field in _FIELDS:
            setattr(organisation, field, values.get(field, old[field]))
        _save(organisation)
        new = {field: getattr(organisation, field) for field in _FIELDS}
        changed = [field for field in _FIELDS if old[field] != new[field]]
        acting.about("organisation", organisation.pk)
        acting.summary = _("修改机构“%(name)s”") % {"name": organisation}
        acting.detail = {"old": {one: old[one] for one in changed}, "new": {one: new[one] for one in changed}}


def _save(organisation: Organisation) -> None:
    try:
        with transaction.atomic():
            organisation.save()
    except IntegrityError as error:
        raise InputError(
            _("同一上级下已有名为“%(name)s”的机构") % {"name": organisation.name}, remedy=_("请换一个名称")
        ) from error


def membership_grant(
    *, actor: Actor, person: User, organisation: Organisation, role: Role, until: date | None, key: uuid.UUID
) -> Membership:
    """Give a person whom the actor's bodies know already a role in a body.

    Raises:
        PermissionDenied: the actor does not manage the body.
        InputError: the person has the role.
    """
    with act(actor, "organisation.manage", key=key) as acting:
        require_manager(actor, organisation)
        made = membership_add(person, organisation, role, until)
        acting.about("membership", made.pk)
        acting.summary = _("给予%(person)s“%(organisation)s”的“%(role)s”角色") % {
            "person": person, "organisation": organisation, "role": role.label,
        }  # fmt: skip
        acting.detail = {"new": {"username": person.username, "role": role.value, "until": until}}
        told = _("获得“%(organisation)s”的“%(role)s”角色") % {"organisation": organisation, "role": role.label}
        tell_of_change(person, told, by=str(actor.user))
    return made


def membership_add(person: User, organisation: Organisation, role: Role, until: date | None) -> Membership:
    """Add a role; within an act of who may.

    Raises:
        InputError: the person has it.
    """
    if members_of(organisation).filter(user=person, role=role).exists():
        raise InputError(_("此人已有该角色"), where=f"{person} {role.label}", remedy=_("不必重复给予"))
    # A role that ran out stands in the way of the same role given again: it is closed first.
    Membership.objects.filter(organisation=organisation, user=person, role=role, ended_at=None).update(
        ended_at=timezone.now()
    )
    return Membership.objects.create(user=person, organisation=organisation, role=role, until=until)


def membership_end(*, actor: Actor, membership: Membership, reason: str, key: uuid.UUID) -> None:
    """Take a role away.

    Raises:
        PermissionDenied: the actor does not manage the body.
        InputError: it is the actor's own last role as organiser, with which nobody could give it back.
    """
    with act(actor, "organisation.manage", key=key) as acting:
        require_manager(actor, membership.organisation)
        if membership.user_id == actor.user.pk and membership.role == Role.ORGANISER:
            others = [one for one in actor.memberships if one.role == Role.ORGANISER and one.pk != membership.pk]
            if not others:
                raise InputError(
                    _("不能取消本人最后一个组织单位角色"), remedy=_("请由本机构或上级机构的其他组织人员取消")
                )
        if membership.ended_at is None:
            membership.ended_at = timezone.now()
            membership.save(update_fields=["ended_at"])
            told = _("“%(organisation)s”的“%(role)s”角色已取消") % {
                "organisation": membership.organisation, "role": membership.get_role_display(),
            }  # fmt: skip
            tell_of_change(membership.user, told, by=str(actor.user))
        acting.about("membership", membership.pk)
        acting.summary = _("取消%(person)s“%(organisation)s”的“%(role)s”角色") % {
            "person": membership.user, "organisation": membership.organisation, "role": membership.get_role_display(),
        }  # fmt: skip
        acting.detail = {"old": {"username": membership.user.username, "role": membership.role}, "reason": reason}


def person_edit(*, actor: Actor, person: User, seen: int, values: dict[str, object], key: uuid.UUID) -> None:
    """Change a person's name, address, identifier, or whether the account is in use.

    Args:
        actor: who.
        person: whose.
        seen: version that the form showed.
        values: by field: ``display_name``, ``email``, ``phone``, ``external_id``, ``is_active``.
        key: of the form.

    Raises:
        PermissionDenied: the person also has a role in a body that the actor does not manage.
        ConflictError: it was changed in the meantime.
        InputError: somebody else has the identifier; or the actor would shut themselves out.
    """
    fields = ("display_name", "email", "phone", "external_id", "is_active")
    with act(actor, "organisation.manage", key=key) as acting:
        if not person_wholly_managed(actor, person):
            raise PermissionDenied(_("此人在其他机构也有角色，只能由其共同的上级机构修改"))
        if person.pk == actor.user.pk and not values.get("is_active", True):
            raise InputError(_("不能停用本人的账号"), remedy=_("请由其他组织人员停用"))
        identifier = values.get("external_id")
        if identifier and User.objects.filter(external_id=identifier).exclude(pk=person.pk).exists():
            raise InputError(_("该统一身份标识已属于另一账号"), remedy=_("请核对后再填"))
        claim_version(person, seen, str(person))
        stored = User.objects.get(pk=person.pk)
        old = {field: getattr(stored, field) for field in fields}
        for field in fields:
            setattr(person, field, values.get(field, old[field]))
        person.save(update_fields=[*fields, "version"])
        changed = [field for field in fields if old[field] != getattr(person, field)]
        _tell_of_edit(actor, stored, person, changed)
        acting.about("user", person.pk)
        acting.summary = _("修改%(person)s的账号信息") % {"person": person}
        acting.detail = {
            "old": {one: old[one] for one in changed},
            "new": {one: getattr(person, one) for one in changed},
        }


def _tell_of_edit(actor: Actor, before: User, person: User, changed: list[str]) -> None:
    """Tell what bears on signing in; ``before`` still has the old address, and is in use if it was."""
    said = {
        "email": _("邮箱已改为%(email)s") % {"email": person.email},
        "external_id": _("统一身份标识已修改"),
        "is_active": _("账号已恢复使用") if person.is_active else _("账号已停用"),
    }
    for field in changed:
        if field in said:
            tell_of_change(
                person if field == "is_active" and person.is_active else before, said[field], by=str(actor.user)
            )
    if "email" in changed and person.is_active:
        tell_new_address(person)
