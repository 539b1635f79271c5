"""Moving a body under another superior; rights follow, since they are read from the tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Organisation
from hengping.web.apps.accounts.selectors import organisations_managed
from hengping.web.apps.accounts.services import MAX_DEPTH, require_manager
from hengping.web.apps.acts.services import act, claim_version

if TYPE_CHECKING:
    import uuid

    from django.db.models import QuerySet

    from hengping.web.policy.decide import Actor


def places_for(actor: Actor, organisation: Organisation) -> QuerySet[Organisation]:
    """Bodies under which somebody may put a body: those that they manage, but not itself, nor one below it."""
    offered = organisations_managed(actor).exclude(path__startswith=organisation.path)
    return offered.exclude(pk=organisation.parent_id) if organisation.parent_id else offered


def organisation_move(
    *, actor: Actor, organisation: Organisation, parent: Organisation, reason: str, seen: int, key: uuid.UUID
) -> None:
    """Put a body, with everything below it, under another superior.

    Whoever manages the body, its superior and the new superior may: so no bureau takes a body away from another.

    Args:
        actor: who.
        organisation: the body.
        parent: its new superior.
        reason: why.
        seen: version that the form showed.
        key: of the form.

    Raises:
        PermissionDenied: the actor does not manage one of the three.
        InputError: the new superior is the body itself or below it, or is its superior already; it has a body of that
            name; the tree becomes too deep.
        ConflictError: the body was changed in the meantime.
    """
    with act(actor, "organisation.move", key=key) as acting:
        # As they are now: acts come one after the other, so nobody moves them until this one has ended.
        body = Organisation.objects.select_related("parent").get(pk=organisation.pk)
        parent = Organisation.objects.get(pk=parent.pk)
        for place in (body, parent, *([body.parent] if body.parent is not None else [])):
            require_manager(actor, place)
        if body.contains(parent):
            raise InputError(
                _("“%(parent)s”就是“%(body)s”或在它之下，不能作它的上级") % {"parent": parent, "body": body},
                remedy=_("另选上级机构"),
            )
        if body.parent_id == parent.pk:
            raise InputError(_("“%(parent)s”已经是上级机构") % {"parent": parent}, remedy=_("另选上级机构"))
        below = list(Organisation.objects.filter(path__startswith=body.path).exclude(pk=body.pk))
        deepest = max([one.path.count("/") for one in below], default=body.path.count("/"))
        if parent.path.count("/") + deepest - body.path.count("/") > MAX_DEPTH:
            raise InputError(_("机构层级过多"), remedy=_("最多%(count)s级") % {"count": MAX_DEPTH})
        claim_version(body, seen, body.name)
        before, old = body.parent, body.path
        body.parent = parent
        try:
            with transaction.atomic():
                body.save()
        except IntegrityError as error:
            raise InputError(
                _("“%(parent)s”之下已有名为“%(name)s”的机构") % {"parent": parent, "name": body},
                remedy=_("先改名称，再移动"),
            ) from error
        for one in below:
            one.path = body.path + one.path.removeprefix(old)
        Organisation.objects.bulk_update(below, ["path"], batch_size=200)
        acting.about("organisation", body.pk)
        acting.summary = _("把机构“%(body)s”（连同下级%(count)s个）由“%(before)s”移到“%(parent)s”之下") % {
            "body": body, "count": len(below), "before": before or _("最高一级"), "parent": parent,
        }  # fmt: skip
        acting.detail = {
            "old": {"parent": before.pk if before else "", "path": old},
            "new": {"parent": parent.pk, "path": body.path},
            "below": len(below), "reason": reason,
        }  # fmt: skip
