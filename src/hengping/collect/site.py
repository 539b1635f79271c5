"""One site: crawl and link checks, beside them the availability visits.

- Killed at any moment: :func:`collect_site` takes the archive up where its index ends and walks the same way again,
  asking only for what is not there. Visits go on with the next number.
- Cancelled (Ctrl-C): requests under way are dropped, the archive is closed in order.
"""

from pathlib import Path

from hengping.collect.client import Client
from hengping.collect.recorder import Recorder
from hengping.collect.together import together
from hengping.collect.visiting import visit_site
from hengping.collect.walk import Challenge, Progress, ReadLinks, Walk
from hengping.evidence.archive import SiteArchive
from hengping.extract.challenge import challenge_kind
from hengping.extract.links import page_links
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site


async def collect_site(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    client: Client,
    progress: Progress,
    *,
    read_links: ReadLinks = page_links,
    challenge: Challenge = challenge_kind,
) -> None:
    """Collect one site: crawl, link checks, availability visits; or go on where an earlier call was killed.

    Args:
        site: the site; its home URL is the start and sets the scope.
        folder: its evidence folder; made when missing.
        settings: budgets and visits.
        client: the open HTTP client, shared by all sites.
        progress: told about progress.
        read_links: finds links and frames of a page.
        challenge: recognises challenge pages.

    Raises:
        EvidenceError: the evidence cannot be written or is damaged.
    """
    await together(
        visit_site(site, folder, settings.visits, client, progress, challenge=challenge),
        crawl_site(site, folder, settings, client, progress, read_links=read_links, challenge=challenge),
    )


async def crawl_site(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    client: Client,
    progress: Progress,
    *,
    read_links: ReadLinks = page_links,
    challenge: Challenge = challenge_kind,
) -> None:
    """Crawl and check links, without visits; arguments and errors as :func:`collect_site`."""
    archive = SiteArchive(folder)
    with archive.open_writer() as writer:
        walk = Walk(
            site, Recorder(archive, writer, client), settings, client, read_links=read_links, challenge=challenge
        )
        try:
            await walk.run(progress)
        finally:
            await walk.robots.close()
