"""Fixtures of the platform's tests."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from hengping.demo.evaluation import DemoOutcome, evaluate
from hengping.demo.province import build
from hengping.demo.server import serve
from hengping.pipeline.progress import Silent
from web.browser import chromium
from web.world import World, make_world


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The system's Chromium, for a module of journeys."""
    # The browser's driver runs an event loop in this thread; the tests still ask the database here.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with chromium() as opened:
        yield opened
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture
def world(db: None) -> World:
    """Bodies, people of every role, one evaluation in its first stage."""
    return make_world()


@pytest.fixture(scope="session")
def small_outcome(tmp_path_factory: pytest.TempPathFactory) -> DemoOutcome:
    """A whole evaluation of four simulated sites. Never changed: copy it first."""
    province = build(4)
    with serve(province) as server:
        return evaluate(province, tmp_path_factory.mktemp("small"), server.address, workers=1, progress=Silent())


@pytest.fixture
def run_folder(small_outcome: DemoOutcome, tmp_path: Path) -> Path:
    """A copy of that run that a test may change."""
    copy = tmp_path / "run"
    shutil.copytree(small_outcome.run.path, copy)
    return copy
