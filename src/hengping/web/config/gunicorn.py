"""How gunicorn serves the pages: ``gunicorn -c python:hengping.web.config.gunicorn hengping.web.config.wsgi``.

Two processes for two cores, and threads for pages that wait for the database. The program is read and warmed once,
before the processes part: nobody waits for it (``hengping bench web``: without this the slowest twentieth of the first
pages took a second), and its memory is shared.
"""

import gc
import os
from typing import Any

workers = 2
threads = 8
timeout = 120
graceful_timeout = 20
keepalive = 75
loglevel = "warning"
preload_app = True
# Where the processes show that they live: in memory, so that a busy disk does not look like a dead process.
worker_tmp_dir = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None  # noqa: S108 - gunicorn makes files of its own there


def when_ready(_server: Any) -> None:
    """Warm the program up before the first process is made of it."""
    from hengping.web.config.warming import warm

    warm()
    # What is there now stays: it need not be looked through again and again, in every process, while somebody waits.
    gc.collect()
    gc.freeze()
