"""Planted slips: each is found, named at its place, and does not drag a crowd of others along."""

import pytest
from lint_case import Word, check, said
from lint_slips import FIGURE, MORE_SLIPS, NAME, G, M, N, slip

from hengping.report.lint.fault import RULES

SLIPS = [
    # figures in fields
    slip("result of a field", M, "共有29个", "29", "28", FIGURE, "28", "29", "group.assessed"),
    slip("score with digits swapped", M, "平均得分87.44", "87.44", "84.74", FIGURE, "84.74", "87.44"),
    slip("numerator", M, "24/29", "（24/29", "（25/29", FIGURE, "25", "24"),
    slip("denominator", M, "24/29", "/29", "/30", FIGURE, "30", "29"),
    slip("share", M, "82.76%", "82.76", "82.67", FIGURE, "82.67%", "82.76%"),
    slip("rate of the whole", G, "81.42%", "81.42", "84.12", FIGURE, "84.12%", "81.42%"),
    slip("weights", G, "20%、30%、50%", "30%", "35%", FIGURE, "35%", "30%"),
    slip("year-on-year", N, "提高了0.24分", "0.24", "0.42", FIGURE, "0.42", "0.24"),
    slip("direction", N, "下降了0.1分", "下降", "提高", "wording_changed", "提高", "下降"),
    slip("direction upward", N, "提高了0.26分", "提高", "下降", "wording_changed", "下降", "提高"),
    slip("round share", N, "近半数", "近半数", "超过半数", "wording_changed", "超过半数", "近半数"),
    slip("round share the other way", N, "超过半数", "超过半数", "近半数", "wording_changed", "近半数", "超过半数"),
    slip("about", N, "约14%", "约14%", "约41%", "wording_changed", "约41%", "约14%"),
    slip("near", G, "近64%", "近64%", "近46%", "wording_changed figure_changed", "近46%", "近64%"),
    slip("index", N, "0.96、0.97", "0.93", "0.39", FIGURE, "0.39", "0.93"),
    slip("low index", N, "0.84和0.65", "0.65", "0.56", FIGURE, "0.56", "0.65"),
    slip("count of a list", G, "进入黑榜的网站34", "34", "43", FIGURE, "43", "34"),
    slip(
        "date of writing", M, "本次评估以2026年11月20日", "2026年11月20日", "2026年11月12日", FIGURE, "2026年11月12日"
    ),
    slip("date under the signature", G, "2018年3月20日", "3月20日", "3月2日", FIGURE, "2018年3月2日"),
    slip("faults", M, "共发现问题145处", "145", "154", FIGURE, "154", "145"),
    slip("faults of one site", M, "水利厅门户网站（3处）", "（3处", "（8处", FIGURE, "8", "3"),
    # the same where nothing is bound any more
    slip("typed over plain text", M, "共有29个", "29", "28", FIGURE, "28", "29", "group.assessed", flat=True),
    slip("mean of a group", M, "设区市88.50分", "88.50", "85.80", FIGURE, "85.80", "88.50", flat=True),
    slip("numerator in plain text", M, "24/29", "（24/29", "（42/29", FIGURE, "42", flat=True),
    slip("share in plain text", G, "81.42%", "81.42", "81.24", FIGURE, "81.24%", flat=True),
    slip("direction in plain text", N, "下降了0.1分", "下降", "提升", "wording_changed", "提升", flat=True),
    slip("round share in plain text", N, "近20%", "近20%", "超过20%", "wording_changed", "超过20%", flat=True),
    slip("percent for a fall", N, "减少了25%", "25%", "52%", FIGURE, "52%", flat=True),
    slip("last year's mean", N, "2019年平均分89.71", "89.71", "87.91", FIGURE, "87.91", flat=True),
    slip(
        "year of the round before",
        N,
        "相比2019年的36家",
        "2019年",
        "2018年",
        FIGURE + " static_changed",
        "2018年",
        flat=True,
    ),
    slip("number of bodies", N, "52个部门网站", "52", "55", FIGURE, "55", flat=True),
    slip("count in words", M, "被单项否决的网站1个", "1个", "三个", FIGURE, "三", flat=True),
    slip("points for percent", M, "2.76个百分点", "2.76个百分点", "2.76%", FIGURE, "2.76%", flat=True),
    # names and lists
    slip("name altered by a character", M, "第一名云溪省", "发展改革委", "发展改苹委", NAME, "发展改苹委", "省直部门"),
    slip(
        "name altered in plain text",
        G,
        "前十名依次是：柳州市",
        "罗城仫佬族",
        "罗城仡佬族",
        NAME,
        "罗城仡佬族",
        flat=True,
    ),
    slip(
        "word missing in a name", M, "教育厅门户网站、云溪省岚江市", "经济技术开发区", "经济开发区", NAME, "经济开发区"
    ),
    slip("another body of the roster", G, "前五名依次是", "桂林市", "玉林市", NAME, "玉林市", "桂林市"),
    slip(
        "places swapped",
        G,
        "前五名依次是",
        "南宁市、柳州市",
        "柳州市、南宁市",
        "order_changed name_changed",
        "柳州市",
        most=3,
    ),
    slip(
        "places swapped in plain text",
        N,
        "前10名的部门网站",
        "市民政局、市教育局",
        "市教育局、市民政局",
        "order_changed name_changed",
        "市教育局",
        flat=True,
        most=3,
    ),
    slip(
        "first places swapped",
        M,
        "第一名云溪省发展改革委门户网站，第二名云溪省司法厅门户网站",
        "第一名云溪省发展改革委门户网站，第二名云溪省司法厅门户网站",
        "第一名云溪省司法厅门户网站，第二名云溪省发展改革委门户网站",
        "order_changed name_changed",
        "云溪省司法厅",
        most=3,
    ),
    slip("body missing from a list", G, "自治区部门网站（9个）", "自治区人防办、", "", "name_missing", "自治区人防办"),
    slip(
        "body missing in plain text",
        G,
        "县（市、区）政府门户网站（21个）",
        "天峨县、",
        "",
        "name_missing",
        "天峨县",
        flat=True,
    ),
    slip("body too many", G, "设区市政府门户网站（6个）", "崇左市", "崇左市、玉林市", "name_extra", "玉林市"),
    slip(
        "body twice", N, "进步较明显的部门网站", "市民政局、", "市民政局、市民政局、", "name_extra repeated", "市民政局"
    ),
    slip("tie left out", G, "永福县、武宣县并列", "并列", "", "wording_changed", "并列"),
    slip(
        "count of places",
        G,
        "县（市、区）政府门户网站绩效评估总排名前十名",
        "前十名",
        "前九名",
        "static_changed",
        "前九名",
        "前十名",
    ),
    slip("heading's count", G, "（一）红榜（22个）", "22", "21", FIGURE, "21", "22"),
    slip(
        "group under a wrong name",
        M,
        "省直部门87.60分、设区市88.50分",
        "省直部门87.60分、设区市",
        "设区市87.60分、省直部门",
        "static_changed name_changed figure_changed",
        "设区市",
        flat=True,
        most=3,
    ),
    # words of the manuscript that hold facts
    slip(
        "year in the title", M, "政府网站绩效评估情况的通报", "2026年", "2025年", "static_changed", "2025年", "2026年"
    ),
    slip("period", G, "2017年10月至2018年2月", "2018年2月", "2017年2月", "static_changed date_wrong", "2017年2月"),
    slip("line of the red list", G, "总分达到85分的列入红榜", "85", "80", "static_changed", "80", "85"),
    slip(
        "organiser",
        G,
        "组织第三方评估单位",
        "自治区人民政府办公厅",
        "自治区人民政府办公室",
        "name_misspelt name_changed",
        "办公室",
    ),
    *MORE_SLIPS,
]


@pytest.mark.parametrize("planted", SLIPS, ids=lambda each: each.name.replace(" ", "-"))
def test_a_planted_slip_is_named(planted, tmp_path):
    def edit(word: Word) -> None:
        if planted.flat:
            word.flatten()
        planted.edit(word)

    checked = check(planted.of, edit, tmp_path / "edited.docx")
    assert set(planted.rules.split()) <= RULES.keys()
    named = [
        fault
        for fault in checked.faults
        if fault.rule in planted.rules.split() and all(each in fault.text for each in planted.wanted)
    ]
    assert named, said((*checked.faults, *checked.notes))
    assert len(checked.faults) <= planted.most, said(checked.faults)


def test_there_are_enough_slips_and_no_two_alike():
    assert len(SLIPS) >= 60
    assert len({each.name for each in SLIPS}) == len(SLIPS)


@pytest.mark.parametrize("planted", [each for each in SLIPS if not each.flat][:12], ids=lambda each: each.name)
def test_the_same_slips_in_locked_documents(planted, tmp_path):
    checked = check(planted.of, planted.edit, tmp_path / "locked.docx", locked=True)
    assert any(fault.rule in planted.rules.split() for fault in checked.faults), said(checked.faults)
