"""ECharts in V8: an option goes in, SVG text comes out. No browser, no file, no request to anywhere.

One context serves the whole process, one chart at a time. It must be closed before the interpreter ends: V8's threads
otherwise keep the process from ending.
"""

import atexit
import os
from functools import cache
from importlib.resources import files
from threading import Lock

import msgspec
from py_mini_racer import MiniRacer

_ENGINE = "vendor/echarts.common.min.js"
_TIDY_EVERY = 20
"""Charts between two hints that memory may be given back; without them V8 keeps some 60 MB more."""

_PREPARE = """
function wide(c) { return c >= 0x1100 && (c <= 0x115f || c >= 0x2010 && c <= 0x206f || c >= 0x2460 && c <= 0x27bf
    || c >= 0x2e80 && c <= 0xd7a3 || c >= 0xf900 && c <= 0xfaff || c >= 0xfe30 && c <= 0xfe4f
    || c >= 0xff00 && c <= 0xff60 || c >= 0x1f300); }
echarts.setPlatformAPI({measureText: function (text, font) {
    var size = parseFloat(/([\\d.]+)px/.exec(font || '12px')[1]), em = 0;
    for (var character of text) {
        var code = character.codePointAt(0);
        em += wide(code) ? 1 : code >= 65 && code <= 90 ? 0.68 : 0.56;
    }
    return {width: em * size};
}});
function draw(option, width, height) {
    var chart = echarts.init(null, null, {renderer: 'svg', ssr: true, width: width, height: height});
    try { chart.setOption(JSON.parse(option)); return chart.renderToSVGString({useViewBox: true}); }
    finally { chart.dispose(); }
}
"""
"""The engine measures text by a canvas, which is not there; the widths are those of ``charts.fitting``."""


class Engine:
    """One V8 context with ECharts in it."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._context: MiniRacer | None = None
        self._process = 0
        self._drawn = 0

    def draw(self, option: str, width: int, height: int) -> str:
        """The engine's own SVG of an option in JSON.

        Raises:
            RuntimeError: in a process forked from one that has drawn; start such workers by spawn.
            py_mini_racer.JSEvalException: the option cannot be drawn.
        """
        with self._lock:
            try:
                context = self._ready()
                made = context.eval(f"draw({msgspec.json.encode(option).decode()}, {width}, {height})")
                self._drawn += 1
                if self._drawn % _TIDY_EVERY == 0:
                    context.low_memory_notification()
            except BaseException:
                self._close()  # what was interrupted may be in any state
                raise
        if not isinstance(made, str):
            raise TypeError("the engine gave no text")
        return made

    def close(self) -> None:
        """Give up the context; the next chart makes a new one."""
        with self._lock:
            self._close()

    def _ready(self) -> MiniRacer:
        if self._context is None:
            context = MiniRacer()
            context.eval(files("hengping.report.charts").joinpath(_ENGINE).read_text(encoding="utf-8"))
            context.eval(_PREPARE)
            self._context, self._process = context, os.getpid()
        elif self._process != os.getpid():
            raise RuntimeError("charts cannot be drawn in a process that was forked after the first chart")
        return self._context

    def _close(self) -> None:
        context, self._context = self._context, None
        if context is not None and self._process == os.getpid():
            context.close()


@cache
def engine() -> Engine:
    """The engine of this process; made at the first chart, closed at the end."""
    made = Engine()
    atexit.register(made.close)
    return made
