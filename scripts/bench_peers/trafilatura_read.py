"""trafilatura takes the main text of each page, with its defaults. Prints CPU time a page."""

import json
import sys
import time
from pathlib import Path

import trafilatura

_PAGES = 40
_WARM_UP = 3

folder = Path(sys.argv[1])
pages = json.loads((folder / "pages.json").read_text(encoding="utf-8"))[-_PAGES:]
bodies = [(folder / page["file"]).read_bytes() for page in pages]
for body in bodies[:_WARM_UP]:
    trafilatura.extract(body)
used = time.process_time()
for body in bodies:
    trafilatura.extract(body)
spent = (time.process_time() - used) * 1000 / len(bodies)
sys.stdout.write(json.dumps({"pages": len(bodies), "cpu_ms": {"trafilatura": spent}}) + "\n")
