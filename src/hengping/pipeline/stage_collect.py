"""Stage ``collect``: the network, once. What it leaves is frozen."""

from hengping.collect.run import collect_sites
from hengping.evidence.manifest import seal
from hengping.model.site import Site
from hengping.pipeline.context import Run
from hengping.pipeline.stamps import digest_of, is_done, mark_done

STAGE = "collect"


def collect(run: Run) -> None:
    """Collect every site whose evidence is not complete yet; a started one goes on where it stopped."""
    run.progress.begin(STAGE, len(run.sites))
    waiting: list[Site] = []
    for site in run.sites:
        if is_done(run.path, STAGE, site.site_code, _inputs(site), (run.folder.site_evidence(site.site_code),)):
            run.progress.advance(STAGE, site.site_code, skipped=True)
        else:
            waiting.append(site)

    def done(site: Site) -> None:
        mark_done(run.path, STAGE, site.site_code, _inputs(site))
        run.progress.advance(STAGE, site.site_code)

    if waiting:
        collect_sites(
            waiting,
            lambda site: run.folder.site_evidence(site.site_code),
            run.info.settings.collect,
            on_done=done,
            on_progress=lambda site, what, _count: run.progress.note(STAGE, f"{site.name} {what}"),
        )
    evidence = (run.folder.site_evidence(site.site_code).rglob("*") for site in run.sites)
    seal(run.path, [path for files in evidence for path in files if path.is_file()], STAGE)
    run.progress.end(STAGE)


def _inputs(site: Site) -> str:
    # Evidence is collected once: only another site address makes it another collection.
    return digest_of(site.site_code, site.url)
