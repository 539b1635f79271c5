"""Published versions and corrections, read from the run folder."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hengping.model.errors import HengpingError
from hengping.pipeline.context import open_run
from hengping.pipeline.corrections_compare import compare_versions, is_same
from hengping.pipeline.corrections_register import (
    ERRATUM_FILE,
    RESULTS,
    Publication,
    read_publication,
    read_register,
    version_folder,
)
from hengping.pipeline.corrections_version import differs
from hengping.pipeline.reading import read_one
from hengping.report.erratum import site_changes
from hengping.report.erratum_inputs import Change, Erratum, SystemCorrection
from hengping.web.apps.publishing.freezing import shown_until

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.web.apps.runs.models import Run

_MOST = 200


@dataclass(frozen=True, kw_only=True)
class Changed:
    """A site whose result is another: before and after, in words.

    Attributes:
        own: its own result was corrected; else it only moved.
    """

    site_code: str
    name: str
    own: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class SystemChanges:
    """What is another under one indicator system.

    Attributes:
        more: sites beyond those named.
    """

    title: str
    corrected: int
    moved: int
    sites: tuple[Changed, ...]
    more: int


@dataclass(frozen=True, kw_only=True)
class Edition:
    """A published version.

    Attributes:
        files: names and sizes of its files.
        systems: for a correction, what it changed.
    """

    publication: Publication
    files: tuple[tuple[str, int], ...]
    systems: tuple[SystemChanges, ...] = ()


def editions(run: Run) -> list[Edition]:
    """What was published, the latest first.

    Raises:
        RunError: the register is damaged.
    """
    found = []
    last = shown_until(run)
    for entry in reversed(read_register(run.path).entries):
        if last is not None and entry.version > last:
            continue
        publication = read_publication(run.path, entry.version)
        folder = version_folder(run.path, entry.version)
        systems: tuple[SystemChanges, ...] = ()
        if entry.kind == "erratum":
            erratum = read_one(folder / ERRATUM_FILE, Erratum, remedy="从备份恢复 publications/")
            systems = tuple(_told(each) for each in erratum.systems)
        files = tuple((name, (folder / name).stat().st_size) for name in publication.files if (folder / name).is_file())
        found.append(Edition(publication=publication, files=files, systems=systems))
    return found


def version_file(run: Run, version: int, name: str) -> Path | None:
    """A file of a published version; None: it has no such file."""
    try:
        last = shown_until(run)
        if not any(entry.version == version for entry in read_register(run.path).entries):
            return None
        if last is not None and version > last:
            return None
        known = read_publication(run.path, version).files
    except HengpingError:
        return None
    path = version_folder(run.path, version) / name
    return path if name in known and path.is_file() else None


def is_published(run: Run) -> bool:
    """Whether something was published from a run, also when nobody was told of it yet."""
    try:
        return bool(read_register(run.path).entries)
    except HengpingError:
        return True


def pending(run: Run) -> tuple[SystemChanges, ...] | None:
    """What a correction would change; None: the results are those that were published.

    Raises:
        RunError: the register or the results are damaged.
    """
    register = read_register(run.path)
    if not register.entries:
        return None
    opened = open_run(run.path)
    last = register.entries[-1].version
    if not differs(opened, last):
        return None
    before = version_folder(run.path, last) / RESULTS
    compared = (
        compare_versions(system, before / key, opened.folder.results_dir(key)) for key, system in opened.systems.items()
    )
    return tuple(_told(each) for each in compared if not is_same(each))


def _told(system: SystemCorrection) -> SystemChanges:
    titles = dict(system.list_titles)
    return SystemChanges(
        title=system.system_title,
        corrected=len(system.corrected),
        moved=len(system.moved),
        sites=tuple(
            Changed(
                site_code=site.site_code, name=site.name, own=site.why == "own",
                changes=tuple(site_changes(site, titles)),
            )
            for site in system.sites[:_MOST]
        ),
        more=max(len(system.sites) - _MOST, 0),
    )  # fmt: skip
