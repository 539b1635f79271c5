"""Two different people approve what stands there, and nobody twice."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from hengping.model.errors import InputError
from hengping.web.apps.accounts.models import Invitation
from hengping.web.apps.acts.services import ConflictError
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.campaigns.preconditions import conditions, missing
from hengping.web.apps.campaigns.stages import forward
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.preconditions import approvers_unrelated
from hengping.web.apps.publishing.selectors import approval_state
from hengping.web.apps.publishing.services import approval_withdraw
from hengping.web.apps.runs.models import Run
from hengping.web.policy.words import Role, Stage
from web.approving import LISTS, PUBLICATION, WHY, approve_all, finished_run, give
from web.world import World


@pytest.fixture
def run(world: World, small_outcome) -> Run:
    """That run, as the evaluation's."""
    return finished_run(world, small_outcome.run.path)


def test_two_different_people_approve_and_nobody_twice(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    give(world, "organiser", PUBLICATION)
    with pytest.raises(InputError, match="已经批准过"):
        give(world, "organiser", PUBLICATION)
    assert not approval_state(world.campaign, PUBLICATION).complete
    give(world, "organiser2", PUBLICATION)
    assert approval_state(world.campaign, PUBLICATION).complete
    assert not approval_state(world.campaign, LISTS).complete
    with pytest.raises(PermissionDenied):
        give(world, "assessor", PUBLICATION)
    with pytest.raises(PermissionDenied):
        give(world, "superior", PUBLICATION)


def test_an_approval_is_void_when_the_results_change(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    seen = subject_digest(world.campaign, PUBLICATION)
    lists = next((run.path / "results").glob("*/lists.csv"))
    lists.write_bytes(lists.read_bytes() + b"\n")
    assert not approval_state(world.campaign, LISTS).given
    state = approval_state(world.campaign, PUBLICATION)
    assert not state.given
    assert len(state.void) == 2
    with pytest.raises(ConflictError):
        give(world, "organiser", PUBLICATION, digest=seen)
    page = world.client("organiser").get(f"/campaigns/{world.campaign.pk}/publication/").content.decode()
    assert "内容已改动，作废" in page


def test_an_approval_is_void_when_the_moment_of_publication_changes(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    Campaign.objects.update(embargo_until=timezone.now() + timedelta(days=1))
    world.campaign = Campaign.objects.get(pk=world.campaign.pk)
    assert not approval_state(world.campaign, PUBLICATION).given
    assert approval_state(world.campaign, LISTS).complete


def test_only_ones_own_approval_is_withdrawn_and_it_stays_on_record(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    given = give(world, "organiser", PUBLICATION)
    with pytest.raises(PermissionDenied):
        approval_withdraw(actor=world.actor("organiser2"), campaign=world.campaign, approval=given, reason="不妥")
    url = f"/campaigns/{world.campaign.pk}/publication/approvals/{given.pk}/withdraw/"
    assert world.client("organiser2").get(url).status_code == 404
    client = world.client("organiser")
    key = client.get(url).context["form"]["key"].value()
    assert client.post(url, {"key": key, "reason": "<b>再核一次</b>"}).status_code == 302
    page = client.get(f"/campaigns/{world.campaign.pk}/publication/").content.decode()
    assert "&lt;b&gt;再核一次" in page
    assert Approval.objects.filter(withdrawn_at=None).count() == 0
    assert give(world, "organiser", PUBLICATION).pk != given.pk


def test_approving_through_the_page(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    url = f"/campaigns/{world.campaign.pk}/publication/"
    for who in ("organiser", "organiser2"):
        client = world.client(who)
        shown = client.get(url).context["approvals"]
        for each in shown:
            data = {
                "key": each["form"]["key"].value(),
                "subject": each["state"].subject,
                "digest": each["state"].digest,
            }
            assert client.post(f"{url}approve/", data).status_code == 302
    assert Approval.objects.count() == 4
    assert world.client("auditor").get(url).status_code == 200
    assert "批准</button>" not in world.client("auditor").get(url).content.decode()
    assert world.client("operator").get(url).status_code == 403


def test_who_invited_the_other_approver_is_told_and_no_obstacle(world: World, run: Run) -> None:
    world.at(Stage.FINAL)
    approve_all(world)
    arrow = forward(Stage.FINAL)
    assert arrow is not None
    assert approvers_unrelated(world.campaign) is None
    Invitation.objects.create(
        organisation=world.organisations["office"], role=Role.ORGANISER, email="b@x.gov.cn", token_digest="0" * 64,
        invited_by=world.people["organiser"], accepted_by=world.people["organiser2"], expires_at=timezone.now(),
    )  # fmt: skip
    told = approvers_unrelated(world.campaign)
    assert told is not None
    assert (told.met, told.blocking) == (False, False)
    assert told.told == "organiser2某的账号由organiser某邀请开通"
    assert told.name not in {each.name for each in missing(conditions(world.campaign, arrow), reason=WHY)}
    assert told.told in world.client("auditor").get(f"/campaigns/{world.campaign.pk}/publication/").content.decode()
