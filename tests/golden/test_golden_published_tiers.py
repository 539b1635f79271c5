"""CSTC 2023: five tiers, no places; inside a tier the order of administrative divisions. Totals are made up."""

from pathlib import Path

from published_tables import judged

from hengping.model.site import Site

CITIES = {
    # by division code: 1101, 1201, 3101, 3302, 4401, 4501, 5001
    "宁波": ("3302000001", "84.99"),
    "重庆": ("5001000001", "95"),
    "北京": ("1101000001", "95.5"),
    "广州": ("4401000001", "110"),
    "上海": ("3101000001", "85"),
    "天津": ("1201000001", "94.994"),
    "南宁": ("4501000001", "59.99"),
}


def test_tiers_without_places_in_order_of_divisions(tmp_path: Path) -> None:
    """Best tier first; 广州 has the highest total and stands after 北京. No city is in 发展级: it stays, empty."""
    roster = [Site(site_code=code, name=name, url="", group="重点城市") for name, (code, _) in CITIES.items()]
    outcome = judged(
        "cstc-tiers-2023", {name: {"total": total} for name, (_, total) in CITIES.items()}, tmp_path, roster
    )
    (track,) = outcome.results.tracks
    names = {site.site_code: site.name for site in roster}
    assert [(tier, [names[code] for code in codes]) for tier, codes in track.tiers] == [
        ("卓越级", ["北京", "广州", "重庆"]),
        ("优秀级", ["天津", "上海"]),
        ("良好级", ["宁波"]),
        ("发展级", []),
        ("准备级", ["南宁"]),
    ]
    assert {row.rank for row in outcome.results.ranks} == {None}
    assert {row.tier for row in outcome.results.ranks if row.name == "天津"} == {"优秀级"}
