"""Doing a run with the help of workers: what ``hengping run`` does, with :class:`~.jobs.JobHands` for its stages."""

import argparse
from datetime import date
from pathlib import Path

import msgspec

from hengping.model.errors import HengpingError
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.logs import logs_to_stderr
from hengping.pipeline.progress_file import Recorded
from hengping.pipeline.run import STAGES, do_run
from hengping.web.serving.saying import complain

DONE, WRONG_INPUT, PARTLY_DONE, INTERRUPTED = 0, 2, 3, 130
"""Exit codes, those of ``hengping run``."""


def coordinate(arguments: list[str]) -> int:
    """Do a run; returns its exit code."""
    parser = argparse.ArgumentParser(prog="python -m hengping.web coordinate")
    parser.add_argument("campaign", type=Path)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--until", choices=STAGES, default=STAGES[-1])
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--as-of", type=date.fromisoformat)
    asked = parser.parse_args(arguments)
    logs_to_stderr()
    try:
        from hengping.web.serving.jobs import JobHands

        run = create_run(
            load_campaign(asked.campaign),
            asked.out,
            as_of=asked.as_of,
            workers=asked.workers,
            progress=Recorded(asked.out.resolve()),
        )
        outcome = do_run(msgspec.structs.replace(run, hands=JobHands()), asked.until)
    except HengpingError as error:
        complain(str(error))
        return WRONG_INPUT
    except KeyboardInterrupt:
        return INTERRUPTED
    return DONE if outcome.complete else PARTLY_DONE
