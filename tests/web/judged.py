"""The world of tests with a finished run in it: four simulated sites, two of them of bodies with people."""

import re
import shutil
from dataclasses import dataclass, fields
from pathlib import Path

from hengping.evidence.archive import SiteArchive
from hengping.evidence.run_folder import RunFolder
from hengping.model.finding import Finding, Outcome
from hengping.pipeline.context import open_run
from hengping.pipeline.stage_check import read_findings
from hengping.web.apps.roster.models import RosterEntry
from hengping.web.apps.runs.indexing import index_run
from hengping.web.apps.runs.models import Run
from web.world import World

_NUMBER = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|\d{17}[\dXx])(?!\d)")


@dataclass(kw_only=True)
class Judged(World):
    """A world whose evaluation has a current run; sites belong in turn to the two judged bodies."""

    run: Run
    codes: list[str]

    def finding(self, check: str, outcome: Outcome = Outcome.FAIL) -> Finding:
        """The first finding of a check with an outcome."""
        folder = RunFolder(self.run.path)
        return next(
            one for code in self.codes for one in read_findings(folder, code)
            if one.check == check and one.outcome is outcome
        )  # fmt: skip

    def operator_of(self, site_code: str) -> str:
        """Who answers for a site."""
        return ("operator", "other_operator")[self.codes.index(site_code) % 2]

    def other_than(self, operator: str) -> str:
        """The other operator."""
        return "other_operator" if operator == "operator" else "operator"

    def source_of(self, finding: Finding) -> str:
        """The record of the page that a link stands on."""
        archive = SiteArchive(RunFolder(self.run.path).site_evidence(finding.site_code))
        pages = [one for one in archive.iter_captures() if one.url == finding.values["source_url"] and one.status]
        return next(one for one in reversed(pages) if one.purpose in {"home", "page"}).record_id.removeprefix(
            "urn:uuid:"
        )

    def numbers_in(self, finding: Finding) -> list[str]:
        """Numbers of persons on the page that a finding names, as served."""
        archive = SiteArchive(RunFolder(self.run.path).site_evidence(finding.site_code))
        wanted = finding.evidence[0].record_id
        capture = next(one for one in archive.iter_captures() if one.record_id == wanted)
        return _NUMBER.findall(archive.read(capture).body.decode("utf-8", "replace"))


def judged_world(world: World, folder: Path, settings: object, tmp_path: Path, *, whole: bool = True) -> Judged:
    """Put a copy of a finished run into a world; without evidence and facts when not ``whole``, which is quicker."""
    left_out = ("reports",) if whole else ("reports", "evidence", "facts")
    settings.DATA_DIR = tmp_path / "data"  # type: ignore[attr-defined]
    run = Run.objects.create(
        campaign=world.campaign, kind=Run.Kind.FIRST, folder_name=f"{world.campaign.code}-1", state=Run.State.DONE
    )
    shutil.copytree(folder, run.path, ignore=shutil.ignore_patterns(*left_out))
    world.campaign.entries.all().delete()
    bodies = [world.organisations["health"], world.organisations["traffic"]]
    sites = open_run(run.path).sites
    entries = {
        site.site_code: RosterEntry.objects.create(
            campaign=world.campaign, place=place, site_code=site.site_code, name=site.name, unit=site.name,
            url=site.url, group=site.group, site_class=site.site_class, organisation=bodies[place % 2],
        )
        for place, site in enumerate(sites)
    }  # fmt: skip
    index_run(run)
    Run.objects.filter(pk=run.pk).update(is_current=True)
    run.refresh_from_db()
    kept = {field.name: getattr(world, field.name) for field in fields(World)}
    return Judged(**(kept | {"entries": entries}), run=run, codes=[site.site_code for site in sites])
