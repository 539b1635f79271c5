"""``bench wording``: what is planted is found, and nothing else; an absent peer is no measurement."""

from hengping.pipeline.bench.wording import bench_wording


def test_a_small_run_finds_what_was_planted() -> None:
    found = bench_wording(phrases=200, pages=20, rounds=1)
    assert found.complete
    assert not found.full_size
    assert found.planted > 0
    assert found.phrases == 200
    assert found.ours_mchar_s is not None
    assert found.peer_mchar_s is None
    assert [(goal.measured, goal.met) for goal in found.goals] == [(None, False)]
