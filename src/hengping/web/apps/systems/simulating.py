"""Tries a draft on the evidence of a finished run: ``python -m … FOLDER``. Needs no database."""

import sys
from pathlib import Path

from hengping.pipeline.rescore import rescore
from hengping.web.apps.systems.background import Told, work


def simulate(order: dict[str, str], told: Told) -> None:
    """Score the frozen evidence by the draft; the run itself is never written to.

    Raises:
        InputError: the draft cannot be used.
        RunError: the run is not finished or damaged.
    """
    rescore(
        Path(order["run"]),
        Path(order["system"]),
        Path(order["out"]),
        against=order.get("against", ""),
        progress=told,
    )


if __name__ == "__main__":  # pragma: no cover - run as a process
    work(Path(sys.argv[1]), simulate)
