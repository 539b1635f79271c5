"""What a person reads at the end of a run or a judged table: group figures, the tracks' sentences, what is missing."""

import io
from decimal import Decimal
from pathlib import Path

from rich.console import Console

from hengping.cli.summary import print_summary
from hengping.model.score import GroupSummary, ListEntry, RankRow, Results, TrackSummary
from hengping.pipeline.run import RunOutcome

NOTE = "注：按照行政区划排序，排名不分先后"


def summary(group: str) -> GroupSummary:
    return GroupSummary(
        group=group,
        sites=2,
        assessed=2,
        passed=2,
        vetoed=0,
        blocked=0,
        mean=Decimal("91.25"),
        highest=Decimal("97.50"),
        lowest=Decimal("85.00"),
        pass_rate=Decimal(1),
    )


def row(group: str, code: str, rank: int | None) -> RankRow:
    values = {"tied": False, "name": code, "total": Decimal(90), "tier": "", "vetoed": False, "coverage": Decimal(1)}
    return RankRow(group=group, site_code=code, rank=rank, **values)


TIERS = TrackSummary(
    track_id="apps",
    title="应用赛道",
    groups=("应用",),
    method="unordered",
    tiers=(("卓越级", ()), ("优秀级", ("a", "b"))),
    sentences=("卓越级：无", "优秀级：a、b", NOTE),
)
PLACES = TrackSummary(
    track_id="places", title="网站赛道", groups=("市", "县"), method="dense", sentences=("市：第一名c，第二名d。",)
)


def printed(*tracks: TrackSummary, width: int = 80, **changes: object) -> str:
    """What the terminal shows of these tracks."""
    results = Results(
        **{
            "system_id": "s-1",
            "system_version": "1",
            "title": "样例",
            "ranks": (
                row("应用", "a", None),
                row("应用", "b", None),
                row("市", "c", 1),
                row("市", "d", 2),
                row("县", "e", None),
            ),
            "lists": (ListEntry(list_id="red", site_code="c", name="c", reasons=()),),
            "groups": (summary(""), *(summary(group) for track in tracks for group in track.groups)),
            "list_titles": (("red", "红榜"), ("black", "黑榜")),
            "tracks": tracks,
        }
        | changes
    )
    console = Console(width=width, record=True, file=io.StringIO())
    outcome = RunOutcome(
        path=Path(), stages=(), results={"s-1": results}, assessed_rate=None, complete=True, bulletins=()
    )
    print_summary(console, outcome)
    return console.export_text()


def test_tiers_and_places_are_printed_as_published() -> None:
    text = printed(TIERS, PLACES)
    for line in ("【应用赛道】", "卓越级：无", "优秀级：a、b", NOTE, "【网站赛道】", "市：第一名c，第二名d。"):
        assert line in text.splitlines(), line
    assert "县：没有网站参加排名" in text
    assert "前3名" not in text
    assert "红榜1个；黑榜0个" in text


def test_figures_over_all_sites_only_where_totals_mean_the_same() -> None:
    both, one = printed(TIERS, PLACES), printed(PLACES)
    total = next(line for line in both.splitlines() if line.strip().startswith("全部"))
    assert "91.25" not in total
    assert total.count("—") == 3
    assert both.count("91.25") == 3
    assert "91.25" in next(line for line in one.splitlines() if line.strip().startswith("全部"))
    assert "【" not in one


def test_results_that_must_not_be_published_say_why() -> None:
    assert "暂不公布：2处疑点" in printed(PLACES, publishable=False, unpublishable_reason="2处疑点")
    assert "暂不公布" not in printed(PLACES)


def test_a_track_of_conclusions_and_a_very_long_tier() -> None:
    plain = TrackSummary(track_id="all", title="样例", groups=("应用",), method="unordered", sentences=(NOTE,))
    text = printed(plain)
    assert "不排列名次" in text
    assert NOTE not in text
    full = TrackSummary(
        track_id="all",
        title="样例",
        groups=("应用",),
        method="unordered",
        tiers=(("优秀", ("a",)),),
        sentences=("优秀：" + "长" * 5000, NOTE),
    )
    assert "长……（全部见结果表）" in printed(full, width=1000)
    assert printed(full).count("长") < 500


def test_numbers_stay_whole_beside_long_group_names() -> None:
    name = "国家级高新技术产业开发区和经济技术开发区"
    text = printed(TrackSummary(track_id="all", title="样例", groups=(name,), method="dense"))
    assert text.count("100.00%") == 2
    assert "…" not in text


def test_it_says_where_the_results_are(tmp_path: Path) -> None:
    (tmp_path / "reports").mkdir()
    for name in ("index.html", "workbook.xlsx"):
        (tmp_path / "reports" / name).touch()
    bulletin = tmp_path / "reports" / "bulletin-x.pdf"
    console = Console(file=io.StringIO(), width=200)
    print_summary(
        console,
        RunOutcome(
            path=tmp_path,
            stages=("report",),
            results={},
            assessed_rate=None,
            complete=True,
            bulletins=(bulletin,),
        ),
    )
    told = console.file.getvalue()  # type: ignore[attr-defined] # it is a StringIO
    for path in (bulletin, tmp_path / "reports" / "index.html", tmp_path / "reports" / "workbook.xlsx", tmp_path):
        assert f"{path}\n" in told
