"""The ceiling: how many of the same pages a second wrk, a load generator in C, gets from the same server."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path

import msgspec

from hengping.pipeline.bench.running import core_plan, run
from hengping.pipeline.bench.server import Served
from hengping.pipeline.bench.tree import SitePlan, address_of

_SECONDS = 3
_CONNECTIONS = 64
_SCRIPT = """\
local paths = {paths}
local at = 0
request = function()
  at = at % #paths + 1
  return wrk.format("GET", paths[at])
end
"""


def wrk_rate(
    served: Served, plans: Sequence[SitePlan], folder: Path, *, seconds: int = _SECONDS, tls: bool = False
) -> float | None:
    """Requests a second over the pages of the first site, 64 connections, one thread; None when wrk is not there."""
    program = shutil.which("wrk")
    if program is None:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    script = folder / "pages.lua"
    paths = msgspec.json.encode(plans[0].pages).decode().replace("[", "{").replace("]", "}")
    script.write_text(_SCRIPT.format(paths=paths), encoding="utf-8")
    home = f"{'https' if tls else 'http'}://{address_of(plans[0].number)}:{served.port}/"
    command = [program, "-t1", f"-c{_CONNECTIONS}", f"-d{seconds}s", "-s", str(script), home]
    run(command, folder / "run", cores=core_plan().contestant, time_limit_s=60 + seconds)
    found = re.search(r"Requests/sec:\s*([\d.]+)", (folder / "run" / "stdout").read_text(encoding="utf-8"))
    served.requests()
    return float(found[1]) if found else None
