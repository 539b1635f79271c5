"""Reads about indicator systems: the library's, the evaluation's own, drafts, earlier versions."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from django.conf import settings

from hengping.indicators.load import list_systems, system_bytes
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import InputError, RunError
from hengping.ranking.compare.bridge import Bridge
from hengping.web.apps.campaigns.models import Campaign
from hengping.web.apps.runs.models import Run
from hengping.web.apps.systems import simulating, texts
from hengping.web.apps.systems.models import Simulation, SystemDraft
from hengping.web.apps.work.models import Work
from hengping.web.apps.work.selectors import latest
from hengping.web.policy.decide import Actor, may


@dataclass(frozen=True, kw_only=True)
class Version:
    """A text of a system that pages can show and compare.

    Attributes:
        key: how addresses name it: ``library:<id>``, ``own:<id>``, ``draft:<uuid>``, ``history:<number>``,
            ``previous:<id>``.
        title: for people.
        text: the file.
    """

    key: str
    title: str
    text: str

    @property
    def digest(self) -> str:
        """SHA-256 of the file."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def library() -> list[IndicatorSystem]:
    """The shipped systems."""
    return list_systems()


def library_ids() -> frozenset[str]:
    """Ids of the shipped systems."""
    return frozenset(system.id for system in library())


def own_file(campaign: Campaign, system_id: str) -> Path:
    """Where the published file of an evaluation's own system lies."""
    return campaign.folder / "systems" / f"{Path(system_id).name}.yaml"


def own_ids(campaign: Campaign) -> list[str]:
    """Ids of the published systems of an evaluation's own."""
    return sorted(path.stem for path in (campaign.folder / "systems").glob("*.yaml"))


def version_of(actor: Actor, campaign: Campaign, key: str) -> Version | None:
    """A text by its key; None: there is none, or the actor may not see it."""
    kind, _, name = key.partition(":")
    if kind in {"draft", "history"} and not may(actor, "system.draft", campaign):
        return None
    if kind == "previous":
        before = campaign.previous
        if before is None or not may(actor, "system.view", before):
            return None
        found = _used(before, name)
        return found and Version(key=key, title=f"{before.title}：{found.title}", text=found.text)
    if kind == "library":
        return _library(name)
    if kind == "own":
        # To others than the team only what the evaluation goes by: a published file may still be dropped.
        known = may(actor, "system.draft", campaign) or name in campaign.systems
        return _own(campaign, name) if known else None
    return _draft(campaign, name) if kind == "draft" else _past(campaign, name) if kind == "history" else None


def versions(actor: Actor, campaign: Campaign) -> list[tuple[str, str]]:
    """What can be compared: keys and titles."""
    found = [(f"own:{each}", each) for each in own_ids(campaign)]
    if may(actor, "system.draft", campaign):
        found += [(f"draft:{draft.pk}", f"{draft.system_id}（草稿）") for draft in campaign.system_drafts.all()]
    before = campaign.previous
    if before is not None and may(actor, "system.view", before):
        found += [(f"previous:{each}", f"{before.title}：{each}") for each in before.systems]
    return found + [(f"library:{system.id}", f"{system.title.zh}（{system.version}）") for system in library()]


def _used(campaign: Campaign, system_id: str) -> Version | None:
    if system_id not in campaign.systems:
        return None
    return _own(campaign, system_id) or _library(system_id)


def _library(system_id: str) -> Version | None:
    if system_id not in library_ids():
        return None
    return Version(key=f"library:{system_id}", title=system_id, text=system_bytes(system_id).decode("utf-8-sig"))


def _own(campaign: Campaign, system_id: str) -> Version | None:
    if system_id not in own_ids(campaign):
        return None
    return Version(key=f"own:{system_id}", title=system_id, text=own_file(campaign, system_id).read_text("utf-8-sig"))


def _draft(campaign: Campaign, name: str) -> Version | None:
    try:
        draft = campaign.system_drafts.filter(pk=UUID(name)).first()
    except ValueError:
        return None
    if draft is None:
        return None
    return Version(key=f"draft:{name}", title=f"{draft.system_id}（草稿）", text=draft.text)


def _past(campaign: Campaign, name: str) -> Version | None:
    if not name.isascii() or not name.isdigit() or len(name) > 18:  # noqa: PLR2004 - longer is no number of a row
        return None
    past = SystemDraft.history.filter(campaign_id=campaign.pk, history_id=int(name)).first()
    return past and Version(key=f"history:{name}", title=f"{past.system_id}（第{past.version}稿）", text=past.text)


def reading(version: Version) -> texts.Read:
    """A version as read."""
    return texts.read(version.text)


def runs_to_try(actor: Actor, campaign: Campaign) -> list[Run]:
    """Finished runs on whose evidence a draft can be tried: of this evaluation and of earlier ones of the organiser."""
    runs = Run.objects.filter(campaign__organiser=campaign.organiser, is_current=True).select_related("campaign")
    done = runs.filter(state__in=(Run.State.DONE, Run.State.PARTLY), site_results__isnull=False).distinct()
    return [run for run in done if may(actor, "result.view", run.campaign)]


def simulation_folder(simulation: Simulation) -> Path:
    """Where a simulation keeps its files."""
    folder: Path = settings.DATA_DIR / "simulations" / simulation.pk.hex
    return folder


def simulation_work(simulation: Simulation) -> Work | None:
    """The work that does it; None: it was done before there was such work."""
    return latest(simulating.subject_of(simulation))


def simulation_state(simulation: Simulation) -> str:
    """How it stands: ``waiting``, ``running``, ``done``, ``failed``."""
    work = simulation_work(simulation)
    if work is not None:
        return work.state
    done = any((simulation_folder(simulation) / "out" / "results").glob("*/bridge.json"))
    return Work.State.DONE if done else Work.State.FAILED


def bridge_of(simulation: Simulation) -> Bridge:
    """Its bridge table.

    Raises:
        RunError: it is not there, or damaged.
    """
    found = sorted((simulation_folder(simulation) / "out" / "results").glob("*/bridge.json"))
    if not found:
        raise RunError("没有衔接表", remedy="重新模拟")
    try:
        return codec.decode(found[0].read_bytes(), Bridge)
    except (OSError, ValueError) as error:
        raise RunError("衔接表无法读取", remedy="重新模拟") from error


def system_of(version: Version) -> IndicatorSystem:
    """The system of a version.

    Raises:
        InputError: it cannot be read.
    """
    system = reading(version).system
    if system is None:
        raise InputError(f"“{version.title}”有错误，无法比较", remedy="先按检查结果改正")
    return system
