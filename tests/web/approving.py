"""What tests of approvals and publication share: a run with results, and people who approve."""

import shutil
import uuid
from pathlib import Path

from hengping.web.apps.campaigns.models import runs_dir
from hengping.web.apps.publishing.digests import subject_digest
from hengping.web.apps.publishing.models import Approval
from hengping.web.apps.publishing.services import approval_give
from hengping.web.apps.runs.models import Run
from web.world import World

LISTS, PUBLICATION, CORRECTION = Approval.Subject.LISTS, Approval.Subject.PUBLICATION, Approval.Subject.CORRECTION
WHY = "先行试发布"


def finished_run(world: World, folder: Path) -> Run:
    """A copy of a finished run as the run that the evaluation's results come from."""
    made: Run = Run.objects.create(
        campaign=world.campaign, kind="first", state="done", is_current=True, folder_name=f"t-{uuid.uuid4().hex[:8]}"
    )
    shutil.copytree(folder, runs_dir() / made.folder_name)
    return made


def give(world: World, who: str, subject: str, digest: str = "") -> Approval:
    now = digest or subject_digest(world.campaign, subject)
    return approval_give(actor=world.actor(who), campaign=world.campaign, subject=subject, digest=now)


def approve_all(world: World) -> None:
    for subject in (LISTS, PUBLICATION):
        for who in ("organiser", "organiser2"):
            give(world, who, subject)
