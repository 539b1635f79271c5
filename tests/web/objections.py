"""A world with a finished run of four simulated sites, in the stage of objections."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from django.test import Client

from hengping.demo.evaluation import DemoOutcome
from hengping.evidence.run_folder import RunFolder
from hengping.pipeline.context import open_run
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import IndexedFinding, Run
from hengping.web.policy.words import Stage
from web.world import World

REASON = "经核对采集记录和单位提交的证明材料，原检查结果与事实不符，予以改定。"


@dataclass(kw_only=True)
class Objections:
    """The world, its run, and the two sites that have bodies: ``own`` (operator) and ``other`` (other_operator)."""

    world: World
    run: Run
    own: RosterEntry
    other: RosterEntry

    @property
    def campaign(self) -> Campaign:
        """The evaluation."""
        return self.world.campaign

    @property
    def folder(self) -> RunFolder:
        """The run folder."""
        return RunFolder(self.run.path)

    def client(self, who: str) -> Client:
        """A browser in which a person has signed in."""
        return self.world.client(who)

    def base(self, entry: RosterEntry | None = None) -> str:
        """Where pages about a site lie."""
        return f"/campaigns/{self.campaign.pk}/sites/{(entry or self.own).site_code}/"

    def costly(self, entry: RosterEntry | None = None) -> IndexedFinding:
        """The finding of a site that takes off most points of a site that is ranked."""
        rows = self.run.findings.filter(site_code=(entry or self.own).site_code, outcome="fail").exclude(counted={})
        return max(rows, key=lambda row: (sum(float(each) for each in row.counted.values()), row.finding_id))


def make_objections(world: World, outcome: DemoOutcome, data: Path, *, whole: bool = False) -> Objections:
    """Copy the run to where the platform keeps runs, index it, and let its sites be the world's.

    Args:
        world: bodies and people.
        outcome: of the simulated evaluation; it is not changed.
        data: the platform's folder of this test.
        whole: with evidence, facts and reports; else without, which is quicker.
    """
    left_out = None if whole else shutil.ignore_patterns("evidence", "facts", "reports")
    shutil.copytree(outcome.run.path, data / "runs" / "first", ignore=left_out)
    campaign = world.at(Stage.OBJECTION)
    run = Run.objects.create(
        campaign=campaign, kind=Run.Kind.FIRST, folder_name="first", state=Run.State.DONE, is_current=True
    )
    index_run(run)
    bodies = [world.organisations["health"], world.organisations["traffic"]]
    vetoed = set(run.site_results.exclude(state="ranked").values_list("site_code", flat=True))
    charged = set(run.findings.exclude(counted={}).values_list("site_code", flat=True))
    # Sites whose score an appeal can move come first.
    sites = sorted(open_run(run.path).sites, key=lambda site: site.site_code in vetoed or site.site_code not in charged)
    RosterEntry.objects.filter(campaign=campaign).delete()
    entries = [
        RosterEntry.objects.create(
            campaign=campaign, place=place, site_code=site.site_code, name=site.name, unit=site.unit, url=site.url,
            group=site.group, site_class=site.site_class, organisation=bodies[place] if place < 2 else None,
        )
        for place, site in enumerate(sites)
    ]  # fmt: skip
    run.refresh_from_db()
    return Objections(world=world, run=run, own=entries[0], other=entries[1])
