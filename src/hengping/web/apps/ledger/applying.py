"""Makes facts, findings, scores and ranks of a run anew after people settled sections: ``python -m … FOLDER``."""

import sys
from pathlib import Path

from hengping.pipeline.context import open_run
from hengping.pipeline.run import do_run
from hengping.web.apps.systems.background import State, Told, look, start, work

STAGE_NAMES = {
    "collect": "采集", "extract": "读取", "relate": "比对", "check": "检查", "score": "评分", "rank": "排名",
}  # fmt: skip


def folder_of(run: Path) -> Path:
    """Where it says how it stands."""
    return run.parent / ".ledger" / run.name


def begin(run: Path, run_id: str) -> bool:
    """Start it in a process of its own; False: it is at work already."""
    return start(folder_of(run), __name__, {"run": str(run), "run_id": run_id})


def state_of(run: Path) -> State:
    """How it stands."""
    found = look(folder_of(run))
    found.stage = STAGE_NAMES.get(found.stage, found.stage)
    return found


def apply(order: dict[str, str], told: Told) -> None:
    """Do the stages, then bring what pages show in line; what is made from the same already is passed over.

    Raises:
        RunError: somebody else is working on the run, or evidence is missing.
    """
    from hengping.web.apps.runs.indexing import index_run
    from hengping.web.apps.runs.models import Run

    do_run(open_run(Path(order["run"]), progress=told), until="rank")
    index_run(Run.objects.get(pk=order["run_id"]))


if __name__ == "__main__":  # pragma: no cover - run as a process
    import django

    django.setup()
    work(Path(sys.argv[1]), apply)
