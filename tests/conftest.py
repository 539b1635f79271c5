"""Fixtures shared by the rooms: one finished demo run, made once. And how the files are dealt out to two processes."""

import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from hengping.demo.evaluation import DemoOutcome, evaluate
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.pipeline.progress import Silent

# A shell without job control starts `make test &` with Ctrl-C ignored, and every program below inherits that: the tests
# that press Ctrl-C would then wait for something that cannot happen.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


LONG = (
    "test_third_province",
    "test_demo_evaluation",
    "test_hostile_province",
    "test_pipeline_kill_many",
    "test_collect_browser_hostile",
    "test_pipeline_disk_full",
    "test_report_hostile_site",
    "test_second_province",
    "test_collect_browser_rendering",
    "test_collect_workers",
    "test_collect_resume",
    "test_collect_network_loss",
    "test_hostile_memory",
    "test_soak_urls",
    "test_collect_browser_ssrf",
    "test_pipeline_archive",
    "test_pipeline_bench_crawl",
    "test_pipeline_bench_run",
    "test_pipeline_frozen",
    "test_pipeline_visits",
)
"""Files that take long, longest first: begun last, one of them would keep one process busy and leave the other idle."""
DEMO = frozenset(
    {
        "test_demo_evaluation",
        "test_indicators_mutants",
        "test_pipeline_show",
        "test_pipeline_verify",
        "test_report_lint_command",
        "test_report_trace",
    }
)
"""Files that look at the finished demo run: in one process, so that it is made once."""


def _place(item: pytest.Item) -> int:
    name = "test_demo_evaluation" if item.path.stem in DEMO else item.path.stem
    return LONG.index(name) if name in LONG else len(LONG)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long files first; all others as they were found."""
    items.sort(key=_place)


class _Together(LoadFileScheduling):
    """A file to a process, in the order of the files; those that share a costly fixture to the same."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::", 1)[0]
        return "demo" if Path(file).stem in DEMO else file


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling | None:
    """For ``--dist loadfile``."""
    return _Together(config, log) if config.getvalue("dist") == "loadfile" else None


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
