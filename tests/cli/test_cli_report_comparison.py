"""A campaign that names the round before gets its words for the chapter 同比情况 from the files of the run."""

from pathlib import Path

import pytest
from rescore_case import made_run

from hengping.model.errors import RunError
from hengping.pipeline.context import open_run
from hengping.pipeline.previous import previous_results
from hengping.pipeline.report_comparison import read_comparison, round_changes
from hengping.pipeline.stage_rank import read_results
from hengping.pipeline.stage_score import read_scores

LATER = {"9900000001": (1, 1), "9900000002": (2, 0), "9900000006": (0, 0)}


def test_the_files_of_a_run_become_the_words_of_the_bulletin(tmp_path: Path) -> None:
    made_run(tmp_path / "2025")
    assert read_comparison(open_run(tmp_path / "2025" / "run"), "links-2025") is None
    made_run(tmp_path / "2026", LATER, more="previous: ../../2025/run\n", name="links-2026")
    run = open_run(tmp_path / "2026" / "run")
    found = read_comparison(run, "links-2026")
    assert found is not None
    scores = read_scores(run.folder, run.systems, run.sites)["links-2026"]
    previous = previous_results(run, run.systems["links-2026"], scores)
    said = round_changes(found, read_results(run)["links-2026"], previous)
    assert said.before_title == "测试评估2025"
    # Points of the first site: 100 - 2 - 12, then 100 - 2 - 3; of the second: 100 - 12, then 100 - 4.
    assert said.improved[0].startswith("网站1由86.00分变为95.00分，提高了9分")
    assert said.improved[1].startswith("网站2由88.00分变为96.00分，提高了8分")
    # One group holds every site: it is told once.
    assert [row.before_sites for row in said.groups] == ["4"]
    assert [row.panel_sites for row in said.groups] == ["2"]
    (tmp_path / "2026" / "run" / "results" / "links-2026" / "compare.json").write_text("{", encoding="utf-8")
    with pytest.raises(RunError, match="hengping rank"):
        read_comparison(run, "links-2026")
