"""The press release: bound figures, the usual length, and silence on what is not published."""

import docx as word
import msgspec
from made_pages import all_figures
from report_results import track

from hengping.report.blocks import Paragraph
from hengping.report.figures.registry import texts
from hengping.report.press_release import press_release
from hengping.report.render import docx
from hengping.report.view import ReportView


def released(case, **results):
    system = case.systems[0]
    system = msgspec.structs.replace(system, results=msgspec.structs.replace(system.results, **results))
    view = ReportView(msgspec.structs.replace(case, systems=(system,)))
    return press_release(view, view.systems[0])


def words(document):
    return "\n".join(text for block in document.blocks for text in texts(block) if text)


def test_it_has_the_usual_length_and_bound_figures(case):
    made = released(case)
    assert made is not None
    assert 450 <= len(words(made)) <= 900
    total = case.systems[0].results.groups[0]
    values = {figure.query: figure.printed for figure in all_figures(made)}
    assert values["group.assessed"] == str(total.assessed)
    assert values["group.mean"] == f"{total.mean:f}"
    assert all(isinstance(block.text, str) and block.text for block in made.blocks if isinstance(block, Paragraph))


def test_word_can_write_it(case, tmp_path):
    docx.write(released(case), tmp_path / "press.docx")
    text = "\n".join(paragraph.text for paragraph in word.Document(str(tmp_path / "press.docx")).paragraphs)
    assert "结果公布" in text


def test_results_that_are_not_released_give_none(case):
    assert released(case, publishable=False) is None


def test_an_unordered_track_names_nobody_first(case):
    ranks = case.systems[0].results.ranks
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    text = words(released(case, tracks=(track(ranks, groups, method="unordered"),), lists=()))
    assert "前列" not in text
    assert "最高" not in text
    assert not any(row.name in text for row in ranks)
