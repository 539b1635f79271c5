"""The open data against its own dictionary, and what must not be in it."""

import csv
import hashlib
import json
from decimal import Decimal

import msgspec
import pytest
from report_case import LONG_NAME, make_inputs
from report_results import track

from hengping.model.score import ListEntry
from hengping.report.open_data import TABLES
from hengping.report.open_data_scope import public_text
from hengping.report.render.open_data import write_open_data
from hengping.report.view import ReportView


def published(case, folder):
    return {path.name: path for path in write_open_data(ReportView(case), folder)}


def changed(case, **results):
    system = case.systems[0]
    system = msgspec.structs.replace(system, results=msgspec.structs.replace(system.results, **results))
    return msgspec.structs.replace(case, systems=(system,))


def table(files, name):
    with files[f"{name}.csv"].open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def unordered(case, **settings):
    ranks = case.systems[0].results.ranks
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    return changed(case, tracks=(track(ranks, groups, method="unordered", **settings),))


@pytest.fixture(scope="module")
def files(case, tmp_path_factory):
    return published(case, tmp_path_factory.mktemp("open"))


def checked(value, field):
    """One cell by the rules of Table Schema."""
    limits = field.get("constraints", {})
    if value == "":
        assert not limits.get("required"), field
        return None
    made = {
        "string": lambda text: text,
        "integer": int,
        "number": Decimal,
        "boolean": {"true": True, "false": False}.__getitem__,
    }[field["type"]](value)
    assert "enum" not in limits or made in limits["enum"]
    assert "minimum" not in limits or made >= limits["minimum"]
    assert "maximum" not in limits or made <= limits["maximum"]
    return made


def test_every_csv_keeps_to_the_package_and_says_what_its_json_says(files):
    package = json.loads(files["datapackage.json"].read_text("utf-8"))
    resources = {each["path"]: each for each in package["resources"]}
    assert set(resources) == {name for name in files if name.endswith((".csv", ".json")) and name != "datapackage.json"}
    for path, resource in resources.items():
        data = files[path].read_bytes()
        assert resource["hash"] == f"sha256:{hashlib.sha256(data).hexdigest()}"
        assert resource["bytes"] == len(data)
        if not path.endswith(".csv"):
            continue
        assert data.startswith(b"\xef\xbb\xbf")
        fields, keys = resource["schema"]["fields"], resource["schema"]["primaryKey"]
        rows = table(files, resource["name"])
        assert len(rows) == resource["rows"] > 0
        other = json.loads(files[f"{resource['name']}.json"].read_text("utf-8"))
        assert other["fields"] == [field["name"] for field in fields]
        seen = set()
        for row, plain in zip(rows, other["rows"], strict=True):
            assert list(row) == other["fields"]
            made = [checked(row[field["name"]], field) for field in fields]
            seen.add(tuple(row[key] for key in keys))
            for mine, theirs, field in zip(made, plain, fields, strict=True):
                if field["type"] == "string":
                    assert (mine or "").removeprefix("'") == (theirs or "").removeprefix("'")
                else:
                    assert mine == (Decimal(theirs) if field["type"] == "number" and theirs is not None else theirs)
        assert len(seen) == len(rows)


def test_the_dictionary_explains_every_column_in_both_forms(files):
    page, text = (files[name].read_text("utf-8") for name in ("dictionary.html", "dictionary.md"))
    for each in TABLES:
        for field in each.fields:
            assert field.text in page
            assert f"| {field.name} | {field.title} | {field.text} |" in text
    assert "<script" not in page


def test_published_results_are_there_digit_by_digit(case, files):
    system = case.systems[0]
    listed = {row["site_code"]: row for row in table(files, "ranks")}
    for row in system.results.ranks:
        assert listed[row.site_code]["total"] == ("" if row.total is None else f"{row.total:f}")
        assert listed[row.site_code]["rank"] == ("" if row.rank is None else str(row.rank))
    assert len(table(files, "item_scores")) == sum(6 for score in system.scores if score.total is not None)
    assert any(row["name"] == LONG_NAME for row in table(files, "sites"))


def test_the_same_inputs_give_the_same_bytes(case, files, tmp_path):
    again = published(case, tmp_path)
    assert {name: path.read_bytes() for name, path in again.items()} == {
        name: path.read_bytes() for name, path in files.items()
    }


def test_nothing_of_results_that_are_not_released(case, tmp_path):
    files = published(changed(case, publishable=False, unpublishable_reason="有3处待人工确认。"), tmp_path)
    for each in TABLES:
        assert bool(table(files, each.name)) == (each.name == "sites"), each.name
    assert "暂不公布" in files["README.md"].read_text("utf-8")
    assert "有3处待人工确认" in json.loads(files["datapackage.json"].read_text("utf-8"))["description"]
    assert "96.33" not in "".join(path.read_text("utf-8") for path in tmp_path.iterdir())


def test_an_unordered_track_shows_no_place_no_total_and_no_order(case, tmp_path):
    files = published(unordered(case), tmp_path)
    ranks = table(files, "ranks")
    assert not any(row["rank"] or row["total"] or row["tied"] for row in ranks)
    assert [row["site_code"] for row in ranks] == [site.site_code for site in case.sites]
    assert not table(files, "item_scores")
    assert not table(files, "items")
    assert not any(row["highest"] or row["lowest"] for row in table(files, "groups"))
    everything = "".join(path.read_text("utf-8") for path in tmp_path.glob("*.csv"))
    assert not any(f"{row.total:f}" in everything for row in case.systems[0].results.ranks if row.total is not None)


def test_behind_the_published_places_stands_nothing(case, tmp_path):
    ranks = case.systems[0].results.ranks
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    files = published(changed(case, tracks=(track(ranks, groups, top=2),)), tmp_path)
    shown = {row.site_code for row in ranks if row.rank is not None and row.rank <= 2}
    for row in table(files, "ranks"):
        assert bool(row["total"]) == bool(row["rank"]) == (row["site_code"] in shown)
    assert {row["site_code"] for row in table(files, "item_scores")} <= shown
    assert not any(row["lowest"] for row in table(files, "groups"))


def test_a_mean_that_would_tell_the_last_total_is_left_out(case, tmp_path):
    ranks = case.systems[0].results.ranks
    groups = tuple(dict.fromkeys(row.group for row in ranks))
    files = published(changed(case, tracks=(track(ranks, groups, top=5),)), tmp_path)
    means = {row["group"]: row["mean"] for row in table(files, "groups")}
    assert means["设区市"] == ""
    assert means["省直部门"]


def test_reasons_lead_nowhere_and_name_nobody(case, tmp_path):
    reason = "见http://evil.example/leak.xls?id=1，联系zhang@example.com，身份证号451234199001011234"
    entry = ListEntry(list_id="black", site_code=case.sites[0].site_code, name="=1+1", reasons=(reason,))
    files = published(changed(case, lists=(entry,)), tmp_path)
    (row,) = table(files, "lists")
    assert row["name"] == "'=1+1"
    assert "evil" not in row["reasons"]
    assert "zhang" not in row["reasons"]
    assert "4512341990" not in row["reasons"]
    assert public_text("网站标识码4500000001，90.15分") == "网站标识码4500000001，90.15分"


def test_two_calls_of_the_case_are_equal():
    assert make_inputs() == make_inputs()
