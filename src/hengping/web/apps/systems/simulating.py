"""Tries a draft on the evidence of a finished run: long work (:mod:`hengping.web.apps.work`)."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from hengping.pipeline.rescore import rescore
from hengping.web.apps.work.kinds import Kind

if TYPE_CHECKING:
    from hengping.web.apps.systems.models import Simulation
    from hengping.web.apps.work.models import Work
    from hengping.web.apps.work.telling import Told

SIMULATE = "simulate"


def subject_of(simulation: Simulation) -> str:
    """Subject of the work that does it."""
    return f"simulation:{simulation.pk}"


def _simulate(work: Work, told: Told) -> dict[str, Any]:
    """Score the frozen evidence by the draft; the run itself is never written to.

    Raises:
        InputError: the draft cannot be used.
        RunError: the run is not finished or damaged.
    """
    order = work.order
    out = Path(order["out"])
    # What a process that was killed has left is made anew: nobody refers to it yet.
    shutil.rmtree(out, ignore_errors=True)
    rescore(Path(order["run"]), Path(order["system"]), out, against=order.get("against", ""), progress=told)
    return {}


KIND = Kind(
    name=SIMULATE, title=_("模拟评分"), action_id="system.edit", view_id="system.draft", page="systems",
    make=_simulate, at_once=False,
)  # fmt: skip
