"""Bound texts, queries and the registry: no figure of a bulletin stands in its text without the query it answers."""

import pickle
import re
from decimal import Decimal
from fractions import Fraction

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hengping.model.errors import InputError
from hengping.report.bulletin import bulletin, questions
from hengping.report.figures.query import QUERIES, parsed, written
from hengping.report.figures.registry import Registry, registry_bytes, registry_of, texts
from hengping.report.figures.shares import about, near
from hengping.report.figures.text import Figure, Text, bound, figures_of, joined, runs_of
from hengping.report.manuscript import Manuscript, ManuscriptChapter
from hengping.report.view import ReportView
from hengping.report.wording import enumerated, sentence

FIGURE = Figure(query="sites", kind="count", value="30", printed="30")


def with_words(case, *lines, **changes):
    chapter = ManuscriptChapter(title="总体情况", text="\n".join(lines))
    return msgspec.structs.replace(case, manuscript=Manuscript(chapters=(chapter,), **changes))


def test_a_bound_text_is_a_string_that_keeps_its_figures():
    text = Text(("共", FIGURE, "个"))
    assert text == "共30个"
    assert figures_of(text + "网站。") == (FIGURE,)
    assert figures_of("有" + text) == (FIGURE,)
    assert figures_of(sentence(text)) == (FIGURE,)
    assert figures_of(enumerated([text, "甲"])) == (FIGURE,)
    assert figures_of(joined([FIGURE, FIGURE], "、")) == (FIGURE, FIGURE)
    assert runs_of(pickle.loads(pickle.dumps(text))) == text.runs  # noqa: S301 - our own bytes
    assert bound("甲").runs == ("甲",)
    assert Text(("30", FIGURE)).rstrip("0") == "3030"


@given(st.text(min_size=1, max_size=20), st.lists(st.text(max_size=12), max_size=4))
def test_a_written_query_is_read_again(name, arguments):
    kept = re.sub(r"[^a-z]", "", name) or "sites"
    trimmed = tuple(argument.strip() for argument in arguments)
    found = parsed(written(kept, *trimmed))
    assert found == (kept, trimmed)


@pytest.mark.parametrize(
    ("part", "whole", "words"),
    [
        (25, 52, "近半数"),
        (26, 52, "半数"),
        (27, 52, "超过半数"),
        (9, 50, "近20%"),
        (7, 50, "约14%"),
        (72, 100, "超过七成"),
        (75, 100, "约75%"),
        (0, 9, "没有"),
        (9, 9, "全部"),
        (0, 0, "——"),
    ],
)
def test_round_words_follow_the_rule(part, whole, words):
    assert about(part, whole).printed == words
    assert about(part, whole).value == f"{part}/{whole}"


@given(st.integers(0, 500), st.integers(1, 500))
def test_round_words_never_claim_the_wrong_side(part, whole):
    part = min(part, whole)
    share = Fraction(part, whole)
    words = about(part, whole).printed
    mark = re.search(r"(\d+)%", words)
    if words.startswith("近"):
        assert share < (Fraction(int(mark[1]), 100) if mark else share + 1)
    if words.startswith("超过"):
        assert share > (Fraction(int(mark[1]), 100) if mark else share - 1)
    close = re.fullmatch(r"近?(\d+)%", near(part, whole).printed)
    assert close
    assert 0 <= Fraction(int(close[1]), 100) - share < Fraction(1, 100)


def test_every_digit_of_the_text_answers_a_query(case):
    """Words of the program hold no number but those of rules; every other digit is a figure or a cell of a table."""
    document = bulletin(case)
    fixed = {"90分", "85分", "1.", "2.", "3."}
    for block in document.blocks:
        for text in texts(block):
            for run in runs_of(text):
                if isinstance(run, Figure) or type(block).__name__ in {"Title", "ListBlock"}:
                    continue
                assert not re.search(r"\d", run) or any(each in run for each in fixed), (run, block)


def test_every_query_of_the_document_gives_the_same_again(case):
    document = bulletin(case)
    ask = questions(case)
    found = [figure for block in document.blocks for text in texts(block) for figure in figures_of(text)]
    assert len(found) > 60
    for figure in found:
        assert ask.ask(figure.query) == figure


def test_the_registry_is_read_again_and_names_cells(case):
    view = ReportView(case)
    document = bulletin(case, view=view)
    made = registry_of(document, case, view.system())
    assert msgspec.json.decode(registry_bytes(made), type=Registry) == made
    ranks = next(table for table in made.tables if table.query.startswith("table.ranks"))
    assert len(ranks.keys) == len(ranks.rows)
    assert set(ranks.keys) <= set(view.sites)
    assert [figure.id for figure in made.figures] == [f"f{number:04}" for number in range(1, len(made.figures) + 1)]


def test_an_organiser_writes_the_words_and_not_the_figures(case):
    given = with_words(
        case,
        "## （一）概况",
        "**合格率。**总体合格率{group.pass_rate}，其中{group.sites[设区市]}个设区市。",
        "[[list black]]",
        title="关于样例的\n通报",
        remark="样例。",
        addressees="各市：",
    )
    document = bulletin(given)
    words = [text for block in document.blocks for text in texts(block)]
    assert "总体合格率82.76%，其中6个设区市。" in words
    assert "各市：" in words
    assert "样例。" in words
    assert document.title == "关于样例的通报"


@pytest.mark.parametrize(
    ("line", "what"),
    [
        ("共{no.such}个", "没有名为no.such的数据引用"),
        ("共{group.mean[没有这组]}分", "没有“没有这组”这一组"),
        ("共{group.mean[a,b,c]}分", "数据引用的参数应为：group?"),
        ("共{group.mean[}分", "不是数据引用的写法"),
        ("[[nothing]]", "没有名为nothing的段落"),
        ("[[list nothing]]", "没有这一段所要的内容"),
        ("共{group.from[多,设区市]}个", "多不是数"),
    ],
)
def test_faults_of_a_manuscript_name_chapter_and_line(case, line, what):
    with pytest.raises(InputError) as caught:
        bulletin(with_words(case, "第一行。", line))
    assert what in caught.value.what
    assert "chapters[0] 总体情况 第2行" in caught.value.where
    assert caught.value.remedy


def test_braces_of_other_texts_are_not_read(case):
    """Only the manuscript is a template: what comes from sites or rosters is never filled in."""
    hostile = "{sites}{no.such}$name[a]"
    results = case.systems[0].results
    ranks = tuple(msgspec.structs.replace(row, name=hostile + row.site_code) for row in results.ranks)
    systems = (msgspec.structs.replace(case.systems[0], results=msgspec.structs.replace(results, ranks=ranks)),)
    words = "".join(
        text for block in bulletin(msgspec.structs.replace(case, systems=systems)).blocks for text in texts(block)
    )
    assert hostile in words


def test_every_query_is_described():
    assert len(QUERIES) > 60
    for query in QUERIES.values():
        assert query.zh
        assert query.en
        assert query.answer.__module__.startswith("hengping.report.figures.")


def test_exact_values_stand_beside_printed_ones(case):
    ask = questions(case)
    rate = ask("group.pass_rate")
    assert rate.printed == "82.76%"
    assert Decimal(rate.value) == Decimal("0.8276")


@pytest.mark.parametrize(("part", "words"), [(1, "不到1%"), (999, "超过99%"), (0, "没有"), (1000, "全部")])
def test_almost_none_and_almost_all_are_not_called_so(part, words):
    assert about(part, 1000).printed == words


@pytest.mark.parametrize(
    "asked", ["ranked.count[没有]", "published.count[没有]", "list.count[black,没有]", "change.sentence[0]"]
)
def test_a_mistyped_name_is_no_count(case, asked):
    with pytest.raises(InputError):
        questions(case).ask(asked)


def test_tracks_without_places_keep_totals_and_places(case):
    system = case.systems[0]
    tracks = tuple(msgspec.structs.replace(each, method="unordered") for each in system.results.tracks)
    results = msgspec.structs.replace(system.results, tracks=tracks)
    hidden = msgspec.structs.replace(case, systems=(msgspec.structs.replace(system, results=results),))
    row = next(each for each in results.ranks if each.rank == 1)
    for query in ("site.total", "site.place"):
        assert questions(case)(query, row.site_code).printed
        with pytest.raises(InputError):
            questions(hidden)(query, row.site_code)
    assert row.name in questions(case)("group.from.names", "0").value
    assert row.name not in questions(hidden)("group.from.names", "0").value


def test_provisional_results_are_called_so_whatever_is_written(case):
    said = "本通报所列得分、名次和结论为暂定结果"
    for lines in (("平均{group.mean}分。",), ("[[provisional]]",), ("[[overall]]",)):
        made = [str(each) for block in bulletin(with_words(case, *lines)).blocks for each in texts(block)]
        assert sum(said in each for each in made) == 1


@pytest.mark.parametrize("line", ["[[list black", "[[Overall]]", "平均{group.mean", "平均group.mean}分"])
def test_brackets_that_do_not_close_are_refused(case, line):
    with pytest.raises(InputError, match="括号"):
        bulletin(with_words(case, line))


def test_an_unknown_attachment_is_refused(case):
    with pytest.raises(InputError, match="没有名为rank的附件"):
        bulletin(with_words(case, "正文。", annexes=("rank",)))


def test_a_high_total_is_no_merit_where_the_lowest_is_best(case):
    def told(changed):
        return any("总分达到" in each for block in bulletin(changed).blocks for each in texts(block))

    system = case.systems[0]
    tracks = tuple(msgspec.structs.replace(each, best="lowest") for each in system.results.tracks)
    results = msgspec.structs.replace(system.results, tracks=tracks)
    assert told(case)
    assert not told(msgspec.structs.replace(case, systems=(msgspec.structs.replace(system, results=results),)))
