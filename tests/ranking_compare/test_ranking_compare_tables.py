"""Tables of comparisons: columns, bytes, cells that a spreadsheet must not run."""

import csv
import io
import json
from decimal import Decimal

from compare_case import round_of, score, system, unscored

from hengping.ranking.compare import tables
from hengping.ranking.compare.bridge import bridge
from hengping.ranking.compare.costs import costs
from hengping.ranking.compare.year_on_year import compare_rounds

RULES, NEW = system(), system("small-2026", {"open": 40, "serve": 60})


def rows(data: bytes) -> list[dict[str, str]]:
    assert not data.startswith(b"\xef\xbb\xbf")
    assert b"\r" not in data
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_compare():
    before = round_of(RULES, [score(RULES, "1", {"open": 80, "serve": 80}, "=市"), score(RULES, "9", "50")])
    after = round_of(RULES, [score(RULES, "1", {"open": 90, "serve": 80}, "=市", name="@cmd")])
    comparison = compare_rounds(before, after, lines=[Decimal(85)])
    found = rows(tables.compare_csv(comparison))
    assert tuple(found[0]) == tables.COMPARE_COLUMNS
    mean = found[0]
    assert (mean["level"], mean["quantity"], mean["before"], mean["after"]) == ("group", "mean", "65.00", "86.00")
    assert (mean["points"], mean["percent"], mean["words"]) == ("21.00", "32.31", "提高了21分")
    assert (mean["panel_sites"], mean["panel_points"]) == ("1", "6.00")
    rate = next(row for row in found if row["quantity"] == "pass_rate" and not row["group"])
    assert (rate["before"], rate["points"], rate["percent"]) == ("0.5000", "50.00", "100.00")
    counted = next(row for row in found if row["quantity"] == "at_least_85")
    assert (counted["before"], counted["after"], counted["percent"]) == ("0", "1", "")
    site = next(row for row in found if row["level"] == "site")
    assert (site["group"], site["name"], site["fate"]) == ("'=市", "'@cmd", "同一网站")
    assert found[-1]["note"] == "本轮没有该网站"
    saved = json.loads(tables.compare_json(comparison))
    assert saved["groups"][0]["mean"] == {
        "quantity": "points",
        "before": "65.00",
        "after": "86.00",
        "points": "21.00",
        "percent": "32.31",
    }


def test_bridge():
    old = round_of(RULES, [score(RULES, "1", {"open": 80, "serve": 90}), unscored(RULES, "2")])
    made = bridge(old, round_of(NEW, [score(NEW, "1", {"open": 80, "serve": 90}), score(NEW, "2", "70")]))
    found = rows(tables.bridge_csv(made))
    assert tuple(found[0]) == tables.BRIDGE_COLUMNS
    assert [found[0][name] for name in tables.BRIDGE_COLUMNS[3:10]] == ["84.00", "2.00", "0.00", "86.00", "1", "1", "0"]
    assert (found[1]["old_score"], found[1]["rule_effect"], found[1]["new_score"]) == ("", "", "70.00")
    assert "单项否决" in found[1]["note"]
    assert json.loads(tables.bridge_json(made))["same_evidence"] is True


def test_costs():
    found = rows(tables.costs_csv(costs(RULES, [score(RULES, "1", {"open": 50, "serve": 75})])))
    assert tuple(found[0]) == tables.COST_COLUMNS
    assert [row["item"] for row in found] == ["open", "serve"] * 2
    assert (found[0]["lost"], found[0]["share_rate"], found[1]["cumulative_rate"]) == ("30.00", "0.7500", "1.0000")


def test_the_same_rounds_give_the_same_bytes():
    made = [
        compare_rounds(round_of(RULES, [score(RULES, "1", "90")]), round_of(RULES, [score(RULES, "1", "91")]))
        for _ in range(2)
    ]
    assert tables.compare_json(made[0]) == tables.compare_json(made[1])
