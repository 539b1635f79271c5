"""What the command line draws: progress on standard error, results on standard output."""

import sys
import time
from collections.abc import Iterable
from typing import Any, Self

from rich.box import Box
from rich.console import Console, ConsoleOptions, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TaskID, TextColumn, TimeElapsedColumn
from rich.segment import Segment

from hengping.model import codec

STAGE_ZH = {
    "values": "读表",
    "collect": "采集",
    "extract": "读取",
    "relate": "比对",
    "check": "检查",
    "score": "评分",
    "rank": "排名",
    "report": "成文",
    "site_reports": "单站报告",
    "verify": "校验",
    "kit": "打包",
    "unpack": "解压",
    "sums": "核对摘要",
    "library": "建检索库",
    "rescore": "换体系评分",
}
_NOTE_WIDTH = 40
_FIRST_LINE_S = 60.0
_MOST_BETWEEN_S = 600.0
_NOT_FORETOLD = frozenset({"collect"})
"""Sites differ a thousandfold in what there is to collect: ``hengping forecast`` says how long that takes."""
_FEWEST = 5
"""From so many units on their rate says how long the rest takes."""
"""Where nobody looks on (no terminal) a line of progress is printed after a minute, then ever more seldom, at least
every ten minutes: a week's log stays readable, and nobody takes a run that waits for dead."""

RULED = Box("    \n    \n -- \n    \n    \n    \n    \n    \n", ascii=True)
"""Tables with one rule below the heading. Plain hyphens: many Chinese fonts draw line characters two columns wide."""
_COMMANDS = {code: None for code in (*range(0x20), *range(0x7F, 0xA0)) if chr(code) not in "\n\t"} | dict.fromkeys(
    (0x061C, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A))
)
"""Signs that a terminal obeys instead of showing them: C0 and C1 controls, and what turns the direction of writing."""


def inert(text: str) -> str:
    """Text without signs that a terminal obeys; the words of judged sites are shown, never followed."""
    return text.translate(_COMMANDS)


class _InertConsole(Console):
    """A console on which only its own drawing moves the cursor or sets colours: all text is :func:`inert`."""

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """What is drawn, piece by piece."""
        for piece in super().render(renderable, options):
            yield piece if piece.control else Segment(inert(piece.text), piece.style)


def out() -> Console:
    """Console for results."""
    return _InertConsole(file=sys.stdout, highlight=False, soft_wrap=False)


def err() -> Console:
    """Console for what a person should know beside the results."""
    return _InertConsole(file=sys.stderr, highlight=False, soft_wrap=False)


def print_json(value: Any) -> None:
    """One JSON text on standard output."""
    sys.stdout.buffer.write(codec.encode_pretty(value))
    sys.stdout.buffer.flush()


class Bars:
    """Progress as bars on standard error: live on a terminal, elsewhere a line at its start, end and now and then."""

    def __init__(self) -> None:
        self._console = _InertConsole(file=sys.stderr, highlight=False)
        self._live = self._console.is_terminal
        self._progress = Progress(
            SpinnerColumn(),
            TextColumn("{task.description}"),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TextColumn("{task.fields[pace]}"),
            TextColumn("{task.fields[note]}"),
            console=self._console,
        )
        self._tasks: dict[str, TaskID] = {}
        self._counts: dict[str, list[int]] = {}
        self._began: dict[str, float] = {}
        self._printed: dict[str, float] = {}

    def __enter__(self) -> Self:
        """Start drawing."""
        if self._live:
            self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        """Stop drawing."""
        if self._live:
            self._progress.stop()

    def begin(self, stage: str, total: int) -> None:
        """Show a new stage."""
        self._counts[stage] = [0, 0, total]
        self._began[stage] = self._printed[stage] = time.monotonic()
        self._tasks[stage] = self._progress.add_task(STAGE_ZH.get(stage, stage), total=total, note="", pace="")
        if not self._live:
            self._console.print(f"{STAGE_ZH.get(stage, stage)}：共{total}项")

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:
        """Show one more unit done."""
        self._counts[stage][1 if skipped else 0] += 1
        self._progress.update(self._tasks[stage], advance=1, note=unit[:_NOTE_WIDTH], pace=self._pace(stage))
        self._line(stage, unit)

    def note(self, stage: str, text: str) -> None:
        """Show what is being done."""
        if stage in self._tasks:
            self._progress.update(self._tasks[stage], note=text[:_NOTE_WIDTH])
            self._line(stage, text)

    def _line(self, stage: str, text: str) -> None:
        """Print how far a stage is, where there is no terminal and the last line was long enough ago."""
        now = time.monotonic()
        between_s = min(max(_FIRST_LINE_S, (now - self._began[stage]) / 4), _MOST_BETWEEN_S)
        if self._live or now - self._printed[stage] < between_s:
            return
        self._printed[stage] = now
        done, skipped, total = self._counts[stage]
        pace = self._pace(stage)
        line = f"{STAGE_ZH.get(stage, stage)}：{done + skipped}/{total}项，{pace}{'，' if pace else ''}{text}"
        self._console.print(line, markup=False, soft_wrap=True)

    def _pace(self, stage: str) -> str:
        """How fast units are done, and how long the rest takes at that rate; empty while nothing can be said."""
        done, skipped, total = self._counts[stage]
        if stage in _NOT_FORETOLD or done < _FEWEST or done + skipped >= total:
            return ""
        took_s = max(time.monotonic() - self._began[stage], 1e-3)
        return f"每分钟{done * 60 / took_s:.0f}项，约剩{_span(took_s / done * (total - done - skipped))}"

    def tell(self, text: str) -> None:
        """Show what should be kept, whole."""
        self._console.print(text, markup=False, soft_wrap=True)

    def end(self, stage: str) -> None:
        """Show that a stage is complete."""
        done, skipped, _ = self._counts[stage]
        self._progress.update(self._tasks[stage], note="完成", pace="")
        if not self._live:
            kept = f",{skipped}项已有、未重做" if skipped else ""
            took = time.monotonic() - self._began[stage]
            self._console.print(f"{STAGE_ZH.get(stage, stage)}：完成{done}项{kept}，用时{took:.1f}秒")


def _span(seconds: float) -> str:
    """A time to wait as a person says it."""
    minutes = round(seconds / 60)
    if minutes < 1:
        return "不到1分钟"
    hours, minutes = divmod(minutes, 60)
    return f"{hours}小时{minutes}分钟" if hours else f"{minutes}分钟"
