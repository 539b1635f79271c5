"""Many sites at once, in an event loop of its own.

Visits of all sites start at once, so that a week of visits takes a week however many sites there are; crawls take turns
(as many sites at a time as there are places for requests). The first error that is no site's but ours (disk full,
damaged evidence) ends the whole collection; what is there stays, and the next call goes on from it. Ctrl-C ends it the
same way and comes out as ``KeyboardInterrupt``.
"""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hengping.collect.client import Client
from hengping.collect.site import crawl_site
from hengping.collect.together import together
from hengping.collect.visiting import visit_site
from hengping.collect.walk import Challenge, ReadLinks
from hengping.extract.challenge import challenge_kind
from hengping.extract.links import page_links
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site

SiteProgress = Callable[[Site, str, int], None]


def collect_sites(
    sites: Sequence[Site],
    folder_of: Callable[[Site], Path],
    settings: CollectSettings,
    on_done: Callable[[Site], None],
    on_progress: SiteProgress | None = None,
    *,
    skip: Callable[[Site], bool] | None = None,
    read_links: ReadLinks = page_links,
    challenge: Challenge = challenge_kind,
) -> None:
    """Collect many sites; returns when all are done.

    Args:
        sites: whom to collect.
        folder_of: evidence folder of a site.
        settings: limits, budgets, visits.
        on_done: called once per site when its evidence is complete and on disk; not for skipped sites.
        on_progress: told site, what is counted (``pages``, ``links``, ``visits``) and the count.
        skip: sites to leave out, e.g. because an earlier run completed them.
        read_links: finds links and frames of a page.
        challenge: recognises challenge pages.

    Raises:
        EvidenceError: evidence cannot be written or is damaged.
        InputError: a ``connect_to`` rule is wrong.
        KeyboardInterrupt: Ctrl-C; all files are closed in order.
    """
    chosen = [site for site in sites if skip is None or not skip(site)]

    async def collect_all() -> None:
        places = asyncio.Semaphore(settings.concurrency)
        async with Client(settings) as client:

            async def collect_one(site: Site) -> None:
                folder = folder_of(site)
                progress = partial(on_progress, site) if on_progress else _silent

                async def crawl() -> None:
                    async with places:
                        await crawl_site(
                            site, folder, settings, client, progress, read_links=read_links, challenge=challenge
                        )

                await together(
                    visit_site(site, folder, settings.visits, client, progress, challenge=challenge), crawl()
                )
                on_done(site)

            await together(*(collect_one(site) for site in chosen))

    asyncio.run(collect_all())


def _silent(_what: str, _count: int) -> None:
    """Progress nobody wants to hear about."""
