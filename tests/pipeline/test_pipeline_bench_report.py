"""The benchmark of documents, small: every part is measured, and nothing passes unmeasured."""

import pytest

from hengping.model.errors import InputError
from hengping.pipeline.bench.report import bench_report
from hengping.pipeline.bench.report_forms import prepared
from hengping.pipeline.bench.report_made import made_inputs
from hengping.report.render.pdf import chosen_faces


@pytest.fixture(scope="module", autouse=True)
def needs_fonts():
    try:
        chosen_faces()
    except InputError as error:
        pytest.skip(f"Chinese fonts are absent: {error}")


@pytest.mark.slow
def test_every_part_is_measured():
    found = bench_report(sites=60, items=10, reports=4, processes=2)
    assert found.complete
    assert not found.full_size
    assert found.reports is not None
    assert found.reports.identical
    assert found.reports.pictures >= 1
    assert [form.form for form in found.forms] == ["docx", "pdf", "html", "json", "xlsx"]
    assert all(form.megabytes > 0 for form in found.forms)
    assert all(goal.measured is not None for goal in found.goals)


def test_what_is_left_out_is_not_passed():
    found = bench_report(sites=0, reports=0)
    assert found.reports is None
    assert {goal.verdict for goal in found.goals} == {"未测"}


def test_made_results_are_consistent_and_the_same_again():
    inputs = made_inputs(70, 10)
    system = inputs.systems[0]
    assert made_inputs(70, 10).systems[0].results == system.results
    assert len(system.scores) == len(inputs.sites) == 70
    assert {row.group for row in system.results.ranks} == {"省级部门", "设区市", "县(市、区)"}
    for score in system.scores:
        known = {row.finding_id for row in inputs.findings[score.site_code]}
        assert score.root is not None
        for node in score.root.children[0].children:
            assert {each.finding_id for each in node.deductions} <= known


def test_peers_get_the_rows_that_we_write(tmp_path):
    for form, size in (("docx", 5), ("xlsx", 3)):
        sheets, write = prepared(form, size)
        assert sum(len(rows) for _, rows in sheets) >= size
        write(tmp_path / f"ours.{form}")
        assert (tmp_path / f"ours.{form}").stat().st_size > 1000
