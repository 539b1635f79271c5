"""Fixtures shared by the rooms: one finished demo run, made once."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from hengping.demo.evaluation import DemoOutcome, evaluate
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.pipeline.progress import Silent

# A shell without job control starts `make test &` with Ctrl-C ignored, and every program below inherits that: the tests
# that press Ctrl-C would then wait for something that cannot happen.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(scope="session")
def demo_outcome(tmp_path_factory: pytest.TempPathFactory) -> DemoOutcome:
    """A whole evaluation of the demo province of 24 sites, over real HTTP. Never changed: copy it first."""
    province = build(24)
    with serve(province) as server:
        return evaluate(province, tmp_path_factory.mktemp("demo"), server.address, workers=2, progress=Silent())


@pytest.fixture
def run_copy(demo_outcome: DemoOutcome, tmp_path: Path) -> Iterator[Path]:
    """A copy of the finished run that a test may damage."""
    copy = tmp_path / "run"
    shutil.copytree(demo_outcome.run.path, copy)
    yield copy
    shutil.rmtree(copy)
