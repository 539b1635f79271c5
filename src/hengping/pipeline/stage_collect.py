"""Stage ``collect``: the network, once. What it leaves is frozen.

Evidence is sealed once. A later run never seals it anew, so that evidence changed since stays visible to ``verify``;
when a sealed file is gone or has another size, the run stops and says so. A site whose evidence folder was removed as a
whole is collected again, which the manifest then shows.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from time import monotonic

from hengping.collect.run import collect_sites
from hengping.evidence.archive import INDEX_FILE
from hengping.evidence.errors import EvidenceError
from hengping.evidence.manifest import Line, seal, sealed
from hengping.model.site import Site
from hengping.pipeline.context import Run
from hengping.pipeline.progress import Progress
from hengping.pipeline.reading import file_size
from hengping.pipeline.run_lock import enter_worker
from hengping.pipeline.stamps import STATE_FOLDER, digest_of, is_done, mark_done
from hengping.pipeline.visits_schedule import open_seed, open_watch

STAGE = "collect"
_TALK_S = 2.0


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

    talk = _Talk(run.progress, len(run.sites), len(run.sites) - len(waiting))

    def done(site: Site) -> None:
        folder = run.folder.site_evidence(site.site_code)
        mark_done(run.path, STAGE, site.site_code, _inputs(site), (folder,))
        talk.done += 1
        run.progress.advance(STAGE, site.site_code)

    if waiting:
        watch = open_watch(run)
        if watch.schedule is not None:
            # Only what was published before the first visit proves anything: it is told before the first one is made.
            digest = watch.schedule.schedule.seed_sha256
            run.progress.tell(f"拨测时刻表已封存，请立即公布种子的摘要 seed_sha256：{digest}")
        collect_sites(
            waiting,
            lambda site: run.folder.site_evidence(site.site_code),
            run.info.settings.collect,
            on_done=done,
            on_progress=talk.hear,
            workers=run.workers,
            frontiers=run.path / STATE_FOLDER / "frontier",
            enter=partial(enter_worker, run.path),
            size_of=lambda site: file_size(run.folder.site_evidence(site.site_code) / INDEX_FILE),
            watch=watch,
            seed=f"{run.info.campaign.get('id', '')}:{run.as_of.isoformat()}",
        )
    for site in waiting:
        folder = run.folder.site_evidence(site.site_code)
        to_seal += _files(folder)
        to_seal += (path for path in _sealed_below(run.path, folder, standing) if not path.exists())
    seal(run.path, to_seal, STAGE)
    open_seed(run)
    run.progress.end(STAGE)


class _Talk:
    """Tells how the collection goes, every :data:`_TALK_S` seconds at most.

    Args:
        progress: whom to tell.
        sites: of the run.
        done: of these complete.
    """

    def __init__(self, progress: Progress, sites: int, done: int) -> None:
        self.done = done
        self._progress = progress
        self._sites = sites
        self._counts: dict[tuple[str, str], int] = {}
        self._totals: Counter[str] = Counter()
        self._told_at = monotonic()
        self._told_pages = 0

    def hear(self, site: Site, what: str, count: int) -> None:
        """So many of something at a site by now."""
        before = self._counts.get((site.site_code, what))
        self._counts[site.site_code, what] = count
        self._totals[what] += count - (before or 0)
        if before is None and what == "pages":
            self._told_pages += count  # an earlier start fetched them
        elapsed_s = monotonic() - self._told_at
        if elapsed_s >= _TALK_S:
            pages = self._totals["pages"]
            rate = max(pages - self._told_pages, 0) / elapsed_s
            self._told_at, self._told_pages = monotonic(), pages
            self._progress.note(
                STAGE,
                f"{self.done}/{self._sites}个网站完成，{pages}页（每秒{rate:.0f}页），{self._totals['links']}个链接，"
                f"{self._totals['requests']}次请求，{self._totals['visits']}次拨测",
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
