"""A small finished run, made once, over real HTTP."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from hengping.demo.province import build
from hengping.demo.server import Address, serve
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run
from hengping.pipeline.run import do_run


@dataclass(frozen=True)
class SmallRun:
    """A campaign of two sites and its finished run; ``copy`` before changing anything."""

    campaign: Path
    path: Path
    server: Address

    def copy(self, to: Path) -> Path:
        """The finished run, to be damaged."""
        shutil.copytree(self.path, to)
        return to

    def run_again(self, folder: Path, **changes: object) -> None:
        """What ``hengping run`` does on a folder, with some settings changed."""
        loaded = load_campaign(self.campaign)
        changed = type(loaded)(loaded.campaign.model_copy(update=changes), loaded.folder)
        do_run(create_run(changed, folder))


@pytest.fixture(scope="session")
def small_run(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmallRun]:
    """Two sites of the demo province, evaluated; served as long as the tests run."""
    base = tmp_path_factory.mktemp("small")
    province = build(2, intermittent=False)
    with serve(province) as server:
        campaign = province.write_campaign(base / "campaign", server.address)
        text = campaign.read_text(encoding="utf-8").replace("count: 140", "count: 2")
        campaign.write_text(text.replace("max_pages_per_site: 400", "max_pages_per_site: 200"), encoding="utf-8")
        small = SmallRun(campaign, base / "run", server)
        small.run_again(small.path)
        yield small
