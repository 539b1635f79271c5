"""The crawl of one site: pages, then link checks.

- Killed at any moment: :func:`crawl_site` takes the archive up where its index ends and goes on from the frontier's
  last commit, asking only for what is not there.
- Cancelled (Ctrl-C): requests under way are dropped, the archive is closed in order.
"""

from collections.abc import Awaitable, Callable
from concurrent.futures import Executor
from pathlib import Path

import msgspec
import structlog

from hengping.collect.client import Client
from hengping.collect.exchange import Exchange
from hengping.collect.recorder import Challenge
from hengping.collect.references import Outage
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


async def or_fault(site: Site, crawl: Awaitable[Crawled]) -> Crawled:
    """A crawl, but a programming error that one site's pages bring to light costs that site only.

    It would come again at every start. It is logged, the site's account names it, and the other sites go on.

    Args:
        site: whose crawl it is.
        crawl: what :func:`crawl_site` gives.

    Raises:
        EvidenceError: the evidence cannot be written or is damaged.
        OSError: so does whatever else is no site's.
    """
    try:
        return await crawl
    except (HengpingError, OSError):
        raise
    except Exception as error:  # noqa: BLE001 - any error at all
        structlog.get_logger().exception("crawl_failed", site_code=site.site_code, url=site.url)
        return Crawled(fault=f"采集程序出错，该网站未采完 (error in the crawl): {type(error).__name__}: {error}"[:500])
