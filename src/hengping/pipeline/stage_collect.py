"""Stage ``collect``: the network, once. What it leaves is frozen.

Evidence is sealed once. A later run never seals it anew, so that evidence changed since stays visible to ``verify``;
when a sealed file is gone or has another size, the run stops and says so. A site whose evidence folder was removed as a
whole is collected again, which the manifest then shows.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from hengping.collect.run import collect_sites
from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import Line, seal, sealed
from hengping.model.site import Site
from hengping.pipeline.context import Run
from hengping.pipeline.stamps import digest_of, is_done, mark_done

STAGE = "collect"


def collect(run: Run) -> None:
    """Collect every site whose evidence is not complete yet; a started one goes on where it stopped.

    Raises:
        EvidenceError: complete evidence was changed, or evidence cannot be written.
    """
    run.progress.begin(STAGE, len(run.sites))
    standing = sealed(run.path)
    to_seal: list[Path] = []
    waiting: list[Site] = []
    for site in run.sites:
        folder = run.folder.site_evidence(site.site_code)
        if is_done(run.path, STAGE, site.site_code, _inputs(site), (folder,)):
            _refuse_changed(run.path, folder, standing)
            to_seal += (path for path in _files(folder) if _name(run.path, path) not in standing)
            run.progress.advance(STAGE, site.site_code, skipped=True)
        else:
            waiting.append(site)

    def done(site: Site) -> None:
        folder = run.folder.site_evidence(site.site_code)
        mark_done(run.path, STAGE, site.site_code, _inputs(site), (folder,))
        run.progress.advance(STAGE, site.site_code)

    if waiting:
        collect_sites(
            waiting,
            lambda site: run.folder.site_evidence(site.site_code),
            run.info.settings.collect,
            on_done=done,
            on_progress=lambda site, what, _count: run.progress.note(STAGE, f"{site.name} {what}"),
        )
    for site in waiting:
        folder = run.folder.site_evidence(site.site_code)
        to_seal += _files(folder)
        to_seal += (path for path in _sealed_below(run.path, folder, standing) if not path.exists())
    seal(run.path, to_seal, STAGE)
    run.progress.end(STAGE)


def _refuse_changed(run: Path, folder: Path, standing: Mapping[str, Line]) -> None:
    for path in _sealed_below(run, folder, standing):
        if not path.is_file() or path.stat().st_size != standing[_name(run, path)].size:
            raise EvidenceError(
                "已冻结的佐证被删除或改动",
                where=str(path),
                remedy=f"从备份恢复；或删除整个 {folder.name} 佐证目录，重新采集该网站",
            )


def _sealed_below(run: Path, folder: Path, standing: Mapping[str, Line]) -> list[Path]:
    prefix = f"{_name(run, folder)}/"
    return [run / name for name in standing if name.startswith(prefix)]


def _files(folder: Path) -> Iterator[Path]:
    return (path for path in folder.rglob("*") if path.is_file())


def _name(run: Path, path: Path) -> str:
    return path.relative_to(run).as_posix()


def _inputs(site: Site) -> str:
    # Evidence is collected once: only another site address makes it another collection.
    return digest_of(site.site_code, site.url)
