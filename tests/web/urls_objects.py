"""What stands in addresses, by parameter: ids of things of the world, or of things that are not there.

A new parameter needs a line here. Where the thing is easily made it is made (``MADE``); else its id is one that
nothing has (``ABSENT``): who may not is refused before anything is looked up, and who may is told that it is not there.
"""

from collections.abc import Callable
from uuid import UUID

from hengping.web.apps.accounts.models import Invitation, Membership
from hengping.web.apps.acts.services import act
from hengping.web.apps.notices.models import Mail
from hengping.web.apps.notices.services import notify
from hengping.web.policy.words import Role
from web.world import World

NOTHING = UUID("00000000-0000-4000-8000-000000000000")


def _notice(world: World) -> object:
    told = notify([world.people["organiser"]], subject="通知", text="正文", campaign=world.campaign)
    return told[0].pk


def _mail(world: World) -> object:
    return Mail.objects.create(to="a@example.gov.cn", subject="x", text="x", campaign=world.campaign).pk


def _invitation(world: World) -> Invitation:
    made, _new = Invitation.objects.get_or_create(
        organisation=world.organisations["health"], role=Role.OPERATOR, email="new@example.gov.cn",
        defaults={
            "token_digest": "0" * 64, "invited_by": world.people["superior"],
            "expires_at": "2999-01-01T00:00:00+00:00",
        },
    )  # fmt: skip
    return made


def _line(world: World) -> object:
    with act(None, "campaign.edit", campaign=world.campaign) as acting:
        acting.summary = "一条"
    return acting.record.seq if acting.record else 0


MADE: dict[str, Callable[[World], object]] = {
    "campaign_id": lambda world: world.campaign.pk,
    "site_code": lambda world: world.entries["health"].site_code,
    "organisation_id": lambda world: world.organisations["health"].pk,
    "membership_id": lambda world: Membership.objects.get(user=world.people["operator"]).pk,
    "person_id": lambda world: world.people["operator"].pk,
    "invitation_id": lambda world: _invitation(world).pk,
    "notice_id": _notice,
    "mail_id": _mail,
    "seq": _line,
    "token": lambda _world: "made-up",
    "after": lambda _world: "collecting",
    "form": lambda _world: "csv",
    "version": lambda _world: 1,
    "name": lambda _world: "nothing.txt",
    "session_id": lambda _world: 999_999,
    "user_id": lambda world: world.people["assessor"].pk,
    "key": lambda _world: "nothing",
    "code": lambda _world: "nothing",
    "finding_id": lambda _world: "nothing",
    "run_name": lambda _world: "nothing",
    "record_id": lambda _world: NOTHING,
    "system_id": lambda _world: "national-check-2019",
    "item_id": lambda _world: NOTHING,
    "section_id": lambda _world: "nothing",
    "kind": lambda _world: "measures",
    "part": lambda _world: "text",
    "place": lambda _world: 1,
    "year": lambda _world: 2026,
    "rhythm_kind": lambda _world: "weekly",
    "period_start": lambda _world: "2026-11-16",
}
ABSENT = {
    "appeal_id", "approval_id", "case_id", "contact_id", "done_id", "draft_id", "exemption_id", "file_id", "import_id",
    "inspection_id", "job_id", "problem_id", "proof_id", "reply_id", "run_id", "simulation_id", "site_id", "task_id",
    "token_id", "webhook_id", "work_id",
}  # fmt: skip
"""Parameters whose thing is not made here; all are UUIDs. Their apps' own tests ask about things that are there."""


def filled(parameters: tuple[str, ...], world: World) -> dict[str, object]:
    """Values for the parameters of an address.

    Raises:
        KeyError: a parameter that nobody has said anything about.
    """
    unknown = [name for name in parameters if name not in MADE and name not in ABSENT]
    if unknown:
        raise KeyError(f"tests/web/urls_objects.py says nothing of {', '.join(unknown)}: add it to MADE or ABSENT")
    return {name: MADE[name](world) if name in MADE else NOTHING for name in parameters}
