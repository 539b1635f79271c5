"""Stage ``collect``: the network, once. What it leaves is frozen.

Evidence is sealed once. A later run never seals it anew, so that evidence changed since stays visible to ``verify``;
when a sealed file is gone or has another size, the run stops and says so. A site whose evidence folder was removed as a
whole is collected again, which the manifest then shows.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from hengping.collect.run import collect_sites
from hengping.evidence.archive import INDEX_FILE
from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import Line, seal, sealed
from hengping.model.site import Site
from hengping.pipeline.collect_talk import Talk
from hengping.pipeline.context import Run
from hengping.pipeline.private_sites import refused_notice, spelt_private
from hengping.pipeline.reading import file_size
from hengping.pipeline.run_lock import enter_worker
from hengping.pipeline.stamps import STATE_FOLDER, digest_of, is_done, mark_done
from hengping.pipeline.visits_schedule import open_seed, open_watch

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

    if waiting:
        _collect(run, waiting)
    for site in waiting:
        folder = run.folder.site_evidence(site.site_code)
        to_seal += _files(folder)
        to_seal += (path for path in _sealed_below(run.path, folder, standing) if not path.exists())
    seal(run.path, to_seal, STAGE)
    open_seed(run)
    run.progress.end(STAGE)


def _collect(run: Run, waiting: Sequence[Site]) -> None:
    """Collect these sites, and say how it goes."""
    watch = open_watch(run)
    if watch.schedule is not None:
        # Only what was published before the first visit proves anything: it is told before the first one is made.
        digest = watch.schedule.schedule.seed_sha256
        run.progress.tell(f"拨测时刻表已封存，请立即公布种子的摘要 seed_sha256：{digest}")
    settings = run.info.settings.collect
    refused = spelt_private(waiting, settings)
    if refused:
        run.progress.tell(refused_notice(refused, collected=False))
    known = {site.site_code for site in refused}
    with Talk(run, waiting, told=known) as talk:

        def done(site: Site) -> None:
            folder = run.folder.site_evidence(site.site_code)
            mark_done(run.path, STAGE, site.site_code, _inputs(site), (folder,))
            talk.finished(site)
            run.progress.advance(STAGE, site.site_code)

        collect_sites(
            waiting,
            lambda site: run.folder.site_evidence(site.site_code),
            settings,
            on_done=done,
            on_progress=talk.hear,
            workers=run.workers,
            frontiers=run.path / STATE_FOLDER / "frontier",
            enter=partial(enter_worker, run.path),
            size_of=lambda site: file_size(run.folder.site_evidence(site.site_code) / INDEX_FILE),
            watch=watch,
            seed=f"{run.info.campaign.get('id', '')}:{run.as_of.isoformat()}",
        )


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
