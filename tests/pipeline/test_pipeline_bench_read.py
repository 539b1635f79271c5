"""The benchmark of reading pages: what it has read, what it counts, and what its goals say."""

from pathlib import Path

import msgspec
import pytest

from hengping.cli.commands.bench_text import read_lines
from hengping.pipeline.bench.goals import missed
from hengping.pipeline.bench.read import BenchRead, ReadTimes, bench_read
from hengping.pipeline.bench.read_pages import PAGES_FILE, BenchPage, write_pages, write_real_pages


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> BenchRead:
    real = tmp_path_factory.mktemp("real")
    for name in ("a", "b"):
        (real / f"{name}.html").write_text(f"<title>{name}</title><p>正文</p>", encoding="utf-8")
    return bench_read(pages=21, rounds=1, real=real)


def test_every_contestant_of_ours_reads_every_page(found: BenchRead) -> None:
    assert found.complete
    assert not found.full_size
    assert [(one.name, one.pages, set(one.cpu_ms)) for one in found.sets] == [
        ("bench", 21, {"lexbor", "links", "text", "facts", "judged"}),
        ("real", 2, {"lexbor", "links", "text", "facts", "judged"}),
    ]


def test_more_work_takes_longer(found: BenchRead) -> None:
    spent = found.sets[0].cpu_ms
    assert spent["lexbor"] < spent["links"] < spent["facts"]
    assert spent["lexbor"] < spent["text"] < spent["facts"]


def test_peers_that_are_not_there_leave_their_goals_open(found: BenchRead) -> None:
    by_name = {goal.name: goal for goal in found.goals}
    assert by_name["全部事实与只解析之比"].measured is not None
    assert by_name["链接和正文与lxml之比"].measured is None
    assert any("lxml" in line and "未安装" in line for line in read_lines(found))


def test_a_ratio_is_the_other_ones_time_by_ours() -> None:
    times = ReadTimes(name="bench", pages=1, page_bytes=1, cpu_ms={"facts": 0.5, "lexbor": 0.1})
    assert times.ratio("facts", "lexbor") == pytest.approx(0.2)
    assert times.ratio("facts", "lxml") is None
    assert not missed([])


def test_pages_are_written_with_their_addresses(tmp_path: Path) -> None:
    assert write_pages(tmp_path / "bench", 20) > 20 * 40_000
    pages = msgspec.json.decode((tmp_path / "bench" / PAGES_FILE).read_bytes(), type=list[BenchPage])
    assert [page.home for page in pages] == [True, *[False] * 19]
    assert all((tmp_path / "bench" / page.file).is_file() for page in pages)
    assert write_real_pages(tmp_path / "none", tmp_path / "nothing") == 0
