"""One site: crawl and link checks, beside them the availability visits.

- Killed at any moment: :func:`collect_site` takes the archive up where its index ends and walks the same way again,
  asking only for what is not there. Visits go on with the next number.
- Cancelled (Ctrl-C): requests under way are dropped, the archive is closed in order.
"""

from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from pathlib import Path

import msgspec
import structlog

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.recorder import Challenge
from hengping.collect.references import Outage
from hengping.collect.together import together
from hengping.collect.visiting import visit_site
from hengping.collect.walk import Held, Progress, Walk
from hengping.collect.walk_desk import Desk
from hengping.collect.walk_parts import Crawled, ReadLinks
from hengping.extract.challenge import challenge_kind
from hengping.extract.outlinks import read_outlinks
from hengping.model.campaign import CollectSettings
from hengping.model.errors import HengpingError
from hengping.model.site import Site


class Bench(msgspec.Struct, frozen=True):
    """What the crawls of one process share.

    Attributes:
        client: the open client.
        executor: one thread; all reading and writing is done in it.
        held: memory of answers that wait.
        at_desk: told in the thread whose site it works at, and the empty text when it is done.
        outage: what is known of our own network.
    """

    client: Client
    executor: Executor
    held: Held
    at_desk: Callable[[str], None] = lambda _site_code: None
    outage: Outage | None = None


async def collect_site(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    client: Client,
    progress: Progress,
    *,
    read_links: ReadLinks = read_outlinks,
    challenge: Challenge = challenge_kind,
) -> None:
    """Collect one site in this process: crawl, link checks, visits; or go on where an earlier call was killed.

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

    async def crawl() -> None:
        with ThreadPoolExecutor(1, thread_name_prefix="crawl") as executor:
            bench = Bench(client, executor, Held())
            await crawl_site(site, folder, settings, bench, progress, read_links=read_links, challenge=challenge)

    await together(visit_site(site, folder, settings.visits, client, progress, challenge=challenge), crawl())


async def crawl_site(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    bench: Bench,
    progress: Progress,
    *,
    frontier_path: Path | None = None,
    read_links: ReadLinks = read_outlinks,
    challenge: Challenge = challenge_kind,
) -> Crawled:
    """Crawl and check links, without visits.

    Args:
        site: the site; its home URL is the start and sets the scope.
        folder: its evidence folder; made when missing.
        settings: budgets.
        bench: what the crawls of this process share.
        progress: told about progress.
        frontier_path: where the frontier is kept; None: in memory, made anew from the archive after a kill.
        read_links: finds links and frames of a page.
        challenge: recognises challenge pages.

    Raises:
        EvidenceError: the evidence cannot be written or is damaged.
    """
    robots_files: dict[str, Exchange] = {}
    desk = Desk(
        site,
        folder,
        settings,
        frontier_path=frontier_path,
        read_links=read_links,
        challenge=challenge,
        robots_files=robots_files,
    )
    bench.client.politeness.own(desk.host)
    walk = Walk(
        site.site_code,
        desk,
        settings,
        bench.client,
        executor=bench.executor,
        held=bench.held,
        at_desk=bench.at_desk,
        outage=bench.outage,
        robots_files=robots_files,
    )
    return await walk.run(progress)


async def crawl_or_fault(
    site: Site,
    folder: Path,
    settings: CollectSettings,
    bench: Bench,
    progress: Progress,
    *,
    frontier_path: Path | None = None,
    read_links: ReadLinks = read_outlinks,
    challenge: Challenge = challenge_kind,
) -> Crawled:
    """:func:`crawl_site`, but a programming error that one site's pages bring to light costs that site only.

    It would come again at every start. It is logged, the site's account names it, and the other sites go on.

    Raises:
        EvidenceError: the evidence cannot be written or is damaged.
        OSError: so does whatever else is no site's.
    """
    try:
        return await crawl_site(
            site,
            folder,
            settings,
            bench,
            progress,
            frontier_path=frontier_path,
            read_links=read_links,
            challenge=challenge,
        )
    except (HengpingError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - any error at all
        structlog.get_logger().exception("crawl_failed", site_code=site.site_code, url=site.url)
        return Crawled(fault=f"采集程序出错，该网站未采完 (error in the crawl): {type(error).__name__}: {error}"[:500])
