"""Who may judge: nobody who works for the judged body, nobody their own decision."""

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import User
from hengping.web.apps.appeals.models import Appeal
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.policy.decide import Actor
from hengping.web.policy.words import Role


def bound(actor: Actor, entry: RosterEntry) -> str:
    """Why somebody may not judge a site; empty: they may.

    Whoever has a role in the body that answers for the site is bound to it, whatever else they are; the organiser's own
    people are not bound to the organiser's own site by organising alone, but by operating it.
    """
    body, organiser = entry.organisation, entry.campaign.organiser
    for one in actor.memberships:
        if Role(one.role) is Role.OPERATOR and entry.belongs_to(one.organisation):
            return f"您是{entry.name}的工作人员，应当回避"
        if body is not None and one.organisation_id == body.pk != organiser.pk:
            return f"您在{body.name}任职，应当回避"
    return ""


def refuse_bound(actor: Actor, entry: RosterEntry) -> None:
    """Stop somebody who may not judge a site.

    Raises:
        InputError: with the reason.
    """
    if reason := bound(actor, entry):
        raise InputError(reason, remedy="由其他人员办理")


def first_judges(appeal: Appeal) -> set[object]:
    """Who decided in the first instance of a second one: they do not propose the ruling on it."""
    if appeal.first is None:
        return set()
    found: set[object] = {
        person
        for ruling in appeal.first.rulings.filter(state="confirmed")
        for person in (ruling.proposed_by_id, ruling.settled_by_id)
    }
    return found | ({appeal.first.refused_by_id} if appeal.first.refused_by_id is not None else set())


def refuse_first_judges(actor: Actor, appeal: Appeal) -> None:
    """Stop somebody who decided in the first instance from proposing the ruling of the second.

    Raises:
        InputError: with the reason.
    """
    user = actor.user
    if isinstance(user, User) and user.pk in first_judges(appeal):
        raise InputError("您参与过本申诉的第一次裁定，不能再拟定复议裁定", remedy="由其他人员拟定")
