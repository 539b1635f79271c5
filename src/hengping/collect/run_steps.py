"""What is done for a site besides its crawl, in the parent's event loop: beside it, and after it.

One place where the other parts of the room are plugged in: availability visits and the probes of certificates and HTTP
beside the crawl; the probes of names, rendered pages, the search test and the second look after it, in this order, each
with the site's archive to itself.
"""

import asyncio
from collections.abc import Callable, Collection, Coroutine
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from hengping.collect.client import Client
from hengping.collect.cloaking import ask_both_ways
from hengping.collect.politeness import Politeness
from hengping.collect.probes import OF_DOORS, OF_NAMES, probe_site
from hengping.collect.recorder import Challenge
from hengping.collect.references import Outage, asking
from hengping.collect.search_test import SECOND_LOOK, run_search_test
from hengping.collect.second_look import look_again
from hengping.collect.surroundings import Surroundings
from hengping.collect.visiting import Watch, visit_site
from hengping.collect.walk import Progress
from hengping.collect.windows import Windows
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site

SiteStep = Callable[[Site, Path, Progress], Coroutine[Any, Any, None]]
"""Does one thing for one site: the site, its evidence folder, whom to tell. Goes on where it was killed."""


class Steps(NamedTuple):
    """What is done for every site.

    Attributes:
        beside: while it is crawled.
        after: behind the crawl, one after another.
        politeness: limits of the requests that the steps make.
        learn: told the home page of a site that answered, and the IP address that did.
    """

    beside: tuple[SiteStep, ...]
    after: tuple[SiteStep, ...]
    learn: Callable[[str, str], None]
    politeness: Politeness


async def open_steps(
    settings: CollectSettings, stack: AsyncExitStack, *, watch: Watch, challenge: Challenge, seed: str = ""
) -> Steps:
    """The steps that the settings ask for, with what they share opened.

    Args:
        settings: of the collection.
        stack: closes what is opened.
        watch: when visits are due, and approved maintenance windows.
        challenge: recognises challenge pages.
        seed: what choices are drawn with.
    """
    client = await stack.enter_async_context(Client(settings))
    outage = await stack.enter_async_context(Outage(settings.visits.references, asking(client)))
    windows = Windows(settings.windows)
    turn = asyncio.Lock()

    async def visits(site: Site, folder: Path, progress: Progress) -> None:
        await visit_site(
            site, folder, settings.visits, client, progress, challenge=challenge, watch=watch, outage=outage
        )

    def probing(files: Collection[str]) -> SiteStep:
        async def probe(site: Site, folder: Path, _progress: Progress) -> None:
            await outage.wait_up()
            await probe_site(site, folder, client, files=files, outage=outage)

        return probe

    after: list[SiteStep] = [probing(OF_NAMES)]
    if settings.browser != "off":
        # browsers are a heavy import, and most collections have none
        from hengping.collect.browser.fleet import Fleet  # noqa: PLC0415 - see above
        from hengping.collect.browser.following import follow_rendered  # noqa: PLC0415 - see above
        from hengping.collect.browser.rendering import render_site  # noqa: PLC0415 - see above

        fleet = await stack.enter_async_context(Fleet(settings))

        async def rendering(site: Site, folder: Path, progress: Progress) -> None:
            await windows.wait()
            await render_site(site, folder, settings, fleet, progress)
            await outage.wait_up()
            await follow_rendered(folder, settings, client, challenge=challenge)

        after.append(rendering)

    browser_like = await stack.enter_async_context(Client(settings, profile="browser", politeness=client.politeness))

    async def ready() -> None:
        await outage.wait_up()
        await windows.wait()

    surroundings = Surroundings(settings, challenge, seed, ready, outage, turn)

    async def search(site: Site, folder: Path, progress: Progress) -> None:
        await run_search_test(site, folder, client, surroundings, progress)

    async def search_again(site: Site, folder: Path, progress: Progress) -> None:
        await run_search_test(site, folder, browser_like, surroundings, progress, look=SECOND_LOOK)

    async def second_look(site: Site, folder: Path, progress: Progress) -> None:
        await look_again(
            site,
            folder,
            settings,
            browser_like,
            progress,
            challenge=challenge,
            wait_up=ready,
            outage=outage,
            turn=turn,
        )

    after += [search, second_look, search_again, partial(ask_both_ways, client=browser_like, surroundings=surroundings)]
    return Steps((visits, probing(OF_DOORS)), tuple(after), outage.learn, client.politeness)
