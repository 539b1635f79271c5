"""The engine for long work: with as many hands as are worth it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from django.conf import settings
from django.db import connection

from hengping.pipeline.context import Run, open_run
from hengping.pipeline.workers import default_workers

if TYPE_CHECKING:
    from pathlib import Path

    from hengping.web.apps.work.telling import Told


def opened(path: Path, told: Told) -> Run:
    """A run folder, to be worked on.

    Small runs are done in one process; large ones in several, or with PostgreSQL by whatever workers live.

    Raises:
        RunError: no run folder, or a frozen input was changed.
    """
    run = open_run(path, progress=told)
    if len(run.sites) <= settings.ENVIRONMENT.at_once_sites:
        return run
    if connection.vendor == "postgresql" and settings.ENVIRONMENT.distribute:
        from hengping.web.serving.jobs import JobHands, living_workers

        if living_workers():
            return msgspec.structs.replace(run, hands=JobHands())
    return msgspec.structs.replace(run, workers=default_workers())
