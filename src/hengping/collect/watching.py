"""Visits alone, without any crawl: what a further vantage point does."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from hengping.collect.client import Client
from hengping.collect.references import Outage, asking
from hengping.collect.together import together
from hengping.collect.visiting import Challenge, Watch, visit_site
from hengping.extract.challenge import challenge_kind
from hengping.model.campaign import CollectSettings
from hengping.model.site import Site


def watch_sites(
    sites: Sequence[Site],
    folder_of: Callable[[Site], Path],
    settings: CollectSettings,
    watch: Watch,
    on_progress: Callable[[Site, str, int], None],
    *,
    challenge: Challenge = challenge_kind,
) -> None:
    """Make the visits of many sites; returns when all are made, or ``watch.until`` is reached.

    Args:
        sites: whose home pages are visited.
        folder_of: where a site's ``visits.jsonl`` goes.
        settings: limits, and the settings of the visits.
        watch: schedule, maintenance windows, and how long to go on.
        on_progress: told site, ``visits`` and their number.
        challenge: recognises challenge pages.

    Raises:
        EvidenceError: visits cannot be written, or are damaged.
        KeyboardInterrupt: Ctrl-C; no visit is lost.
    """

    async def watch_all() -> None:
        async with Client(settings) as client, Outage(settings.visits.references, asking(client)) as outage:
            await together(
                *(
                    visit_site(
                        site,
                        folder_of(site),
                        settings.visits,
                        client,
                        partial(on_progress, site),
                        challenge=challenge,
                        watch=watch,
                        outage=outage,
                    )
                    for site in sites
                )
            )

    asyncio.run(watch_all())
