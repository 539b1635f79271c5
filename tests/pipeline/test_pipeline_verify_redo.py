"""Results that are merely behind a decision are told apart from results that were changed."""

import json

from typer.testing import CliRunner

from hengping.cli import exit_codes
from hengping.cli.app import app
from hengping.evidence.manifest import seal
from hengping.model import codec
from hengping.model.score import SiteScore
from hengping.pipeline.context import open_run
from hengping.pipeline.review_deciding import decide
from hengping.pipeline.run import redo_stage
from hengping.pipeline.verify import verify


def charged(folder):
    """A finding that costs points."""
    for path in sorted((folder / "scores").glob("*/*.json")):
        waiting = [codec.decode(path.read_bytes(), SiteScore).root]
        for node in waiting:
            if node is not None:
                waiting += node.children
                for each in node.deductions:
                    if each.counted > 0:
                        return each.finding_id
    raise AssertionError


def test_after_a_decision_it_says_what_has_to_be_done_again(small_run, tmp_path) -> None:
    folder = small_run.copy(tmp_path / "run")
    assert verify(folder).redo is None
    decide(open_run(folder), charged(folder), outcome="pass", reason="已看", actor="李某")
    found = verify(folder)
    assert not found.holds
    assert found.redo is not None
    assert found.redo.stages == ("score", "rank", "report")
    assert "复核决定" in found.redo.why.zh

    redo_stage(open_run(folder), "score")
    found = verify(folder)
    assert found.redo is not None
    assert found.redo.stages == ("rank", "report")

    redo_stage(open_run(folder), "rank")
    found = verify(folder)
    assert found.holds
    assert found.redo is not None
    assert found.redo.stages == ("report",)

    redo_stage(open_run(folder), "report")
    found = verify(folder)
    assert found.holds
    assert found.redo is None


def test_a_forged_score_is_not_called_behind(small_run, tmp_path) -> None:
    folder = small_run.copy(tmp_path / "run")
    decide(open_run(folder), charged(folder), outcome="pass", reason="已看", actor="李某")
    victim = min((folder / "scores").glob("*/*.json"))
    victim.write_bytes(victim.read_bytes().replace(b'"group"', b'"GROUP"', 1))
    seal(folder, [victim], "score")
    found = verify(folder)
    assert not found.holds
    assert found.redo is None


def test_documents_of_results_that_are_behind_are_written_with_a_warning(small_run, tmp_path) -> None:
    folder = small_run.copy(tmp_path / "run")
    reported = CliRunner().invoke(app, ["report", str(folder)])
    assert (reported.exit_code, "注意" in reported.stderr) == (exit_codes.DONE, False)

    decide(open_run(folder), charged(folder), outcome="pass", reason="已看", actor="李某")
    reported = CliRunner().invoke(app, ["report", str(folder)])
    assert reported.exit_code == exit_codes.DOES_NOT_HOLD
    assert "有复核决定是在评分之后加入的" in reported.stderr
    assert f"hengping score {folder}，hengping rank {folder}，hengping report {folder}" in reported.stderr

    redo_stage(open_run(folder), "score")
    reported = CliRunner().invoke(app, ["report", str(folder), "--json"])
    assert reported.exit_code == exit_codes.DOES_NOT_HOLD
    assert "还没有重新排名" in reported.stderr
    assert json.loads(reported.stdout)["redo"]["stages"] == ["rank", "report"]

    redo_stage(open_run(folder), "rank")
    reported = CliRunner().invoke(app, ["report", str(folder)])
    assert (reported.exit_code, "注意" in reported.stderr) == (exit_codes.DONE, False)
    assert verify(folder).redo is None
