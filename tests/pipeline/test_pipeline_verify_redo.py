"""Results that are merely behind a decision are told apart from results that were changed."""

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
