"""A folder is gone on with under other settings of the collection: what is kept is said, what cannot be is named."""

import pytest

from hengping.model.errors import RunError
from hengping.pipeline.campaign_file import load_campaign
from hengping.pipeline.context import create_run, open_run
from hengping.pipeline.progress import Silent


class Told(Silent):
    def __init__(self) -> None:
        self.told: list[str] = []

    def tell(self, text: str) -> None:
        self.told.append(text)


def again(small_run, folder, **changes: object) -> list[str]:
    """What is told when the run is opened with some settings of the collection changed."""
    loaded = load_campaign(small_run.campaign)
    collect = open_run(folder).info.settings.collect.model_copy(update=changes)
    changed = type(loaded)(loaded.campaign.model_copy(update={"collect": collect}), loaded.folder)
    told = Told()
    create_run(changed, folder, progress=told)
    return told.told


def test_other_settings_keep_the_evidence_and_that_is_said(small_run, tmp_path) -> None:
    folder = small_run.copy(tmp_path / "run")
    (told,) = again(small_run, folder, connect_to={"*": "127.0.0.1:9"}, timeout_s=7)
    assert "collect.connect_to" in told
    assert '改为 {"*": "127.0.0.1:9"}' in told
    assert "collect.timeout_s" in told
    assert "不会重采：2个网站已采集完，0个采了一部分" in told
    assert "--out" in told
    assert "evidence/<标识码>" in told
    assert again(small_run, folder, connect_to={"*": "127.0.0.1:9"}, timeout_s=7) == []


def test_failed_visits_that_are_kept_are_counted(small_run, tmp_path) -> None:
    folder = small_run.copy(tmp_path / "run")
    for path in folder.glob("evidence/*/visits.jsonl"):
        path.write_bytes(path.read_bytes().replace(b'"result":"ok"', b'"result":"failed"'))
    (told,) = again(small_run, folder, connect_to={"*": "127.0.0.1:9"})
    assert "4次拨测里4次没有打开" in told


def test_another_pace_is_nothing_to_speak_of(small_run, tmp_path) -> None:
    assert again(small_run, small_run.copy(tmp_path / "run"), concurrency=3, backoff_max_s=1) == []


def test_what_may_not_change_is_named_with_both_values(small_run, tmp_path) -> None:
    with pytest.raises(RunError, match=r"采集范围.*allow_private_addresses：false 改为 true"):
        again(small_run, small_run.copy(tmp_path / "run"), allow_private_addresses=True)
