"""The benchmark of near-copies, small: it measures what it says, and what is planted is found."""

from pathlib import Path

from hengping.extract.similar.made import made_texts
from hengping.pipeline.bench.similar import bench_similar


def test_planted_copies_are_found_and_nothing_passes_unmeasured(tmp_path: Path) -> None:
    found = bench_similar(texts=150, documents=3_000, rounds=1, peers=tmp_path)
    assert found.complete
    assert not found.full_size
    assert found.recall == 1.0
    assert found.false == 0
    assert 300 < found.pairs < 1_200
    assert found.datasketch_ms is None
    assert {goal.name: goal.verdict for goal in found.goals}["查全率比datasketch低"] == "未测"


def test_the_same_seed_makes_the_same_texts() -> None:
    texts, planted = made_texts(40, 300, seed=4)
    assert made_texts(40, 300, seed=4) == (texts, planted)
    assert len(planted) == 8
    assert all(0.4 < common < 1 and one < other for one, other, common in planted)
