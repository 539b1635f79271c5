"""What a step of ``bench run`` is told; apart from it, so that the benchmark itself need not load the pipeline."""

from typing import Literal

import msgspec

Mode = Literal["evaluation", "again", "second"]


class RunTask(msgspec.Struct, frozen=True, kw_only=True):
    """What to do.

    Attributes:
        mode: ``evaluation``: all stages, collect to bulletin; ``again``: the same once more over what stands there;
            ``second``: the evidence of the run under other rules.
        folder: where the campaign, the run and the second evaluation lie.
        homes: home pages of the sites.
        system: rules of the evaluation.
        second: rules of the second evaluation.
        workers: processes.
    """

    mode: Mode
    folder: str
    homes: tuple[str, ...]
    system: str
    second: str
    workers: int = 1
