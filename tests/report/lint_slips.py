"""How slips are planted, and those in tables, in text that people add, and in the structure of a document."""

import copy
from dataclasses import dataclass

from docx.oxml.ns import qn
from lint_case import Word


@dataclass(frozen=True)
class Slip:
    """One edit, and what must be said of it.

    Attributes:
        flat: fields are plain text first.
        rules: any of them.
        wanted: words that one fault must hold: what stands there, what should, and where.
    """

    name: str
    of: str
    edit: object
    rules: str
    wanted: tuple[str, ...]
    flat: bool = False
    most: int = 3


def typed(near, old, new):
    return lambda word: word.replace(near, old, new)


def slip(name, of, near, old, new, rules, *wanted, flat=False, most=2):
    return Slip(name, of, typed(near, old, new), rules, wanted or (new,), flat=flat, most=most)


def _copy_row(holding):
    def edit(word: Word) -> None:
        row = word.row(holding)
        row.addnext(copy.deepcopy(row))

    return edit


def _swap(column, one, other):
    def edit(word: Word) -> None:
        first, second = word.cell(one, column, "甲"), word.cell(other, column, "乙")
        word.cell(one, column, second)
        word.cell(other, column, first)

    return edit


def _swap_names(one, other):
    def edit(word: Word) -> None:
        table = word.table(one)
        for node in table.iter(qn("w:t")):
            node.text = {one: other, other: one}.get(node.text, node.text)

    return edit


def key_figure(word: Word) -> None:
    (node,) = (node for node in word.table("87.44（最高96.33）").iter(qn("w:t")) if node.text == "87.44")
    node.text = "78.44"


def _new_row(holding, *cells):
    def edit(word: Word) -> None:
        row = word.row(holding)
        made = copy.deepcopy(row)
        for cell, text in zip(made.findall(qn("w:tc")), cells, strict=True):
            next(cell.iter(qn("w:t"))).text = text
        row.addnext(made)

    return edit


def _table(word: Word, after: str, rows: list[list[str]]) -> None:
    made = word.word.add_table(rows=len(rows), cols=len(rows[0]))
    for row, cells in zip(made.rows, rows, strict=True):
        for cell, text in zip(row.cells, cells, strict=True):
            cell.text = text
    word.paragraph(after).addnext(made._tbl)


M, G, N = "made-up", "guangxi", "nanning"
FIGURE, NAME = "figure_changed", "name_changed name_misspelt"
MORE_SLIPS = [
    # tables
    Slip(
        "cell of a table",
        M,
        lambda w: w.cell("云溪省水利厅门户网站", "得分", "88.00"),
        "cell_changed",
        ("88.00", "云溪省水利厅"),
    ),
    Slip(
        "digits of a score", G, lambda w: w.cell("鹿寨县", "得分", "78.50"), "cell_changed", ("78.50", "鹿寨县", "得分")
    ),
    Slip("places of two bodies", G, _swap("名次", "灵山县", "天等县"), "cell_changed", ("灵山县", "名次")),
    Slip("names of two bodies", G, _swap_names("柳州市", "北海市"), "cell_changed", ("柳州市", "北海市"), most=6),
    Slip("row deleted", G, lambda w: w.row("灵山县").getparent().remove(w.row("灵山县")), "row_missing", ("灵山县",)),
    Slip(
        "row deleted from a plain table",
        M,
        lambda w: w.row("岚江县人民政府门户网站").getparent().remove(w.row("岚江县人民政府门户网站")),
        "row_missing",
        ("岚江县",),
        flat=True,
    ),
    Slip("row twice", G, _copy_row("鹿寨县"), "row_repeated", ("鹿寨县",)),
    Slip(
        "row of somebody else",
        G,
        _new_row("鹿寨县", "5", "某某县", "4599999999", "87.00", "优秀", "100.00%"),
        "row_extra",
        ("某某县",),
    ),
    Slip(
        "name in a table",
        M,
        lambda w: w.cell("云溪省司法厅门户网站", "网站名称", "云溪省司去厅门户网站"),
        "name_misspelt",
        ("司去厅", "云溪省司法厅"),
    ),
    Slip("tier", G, lambda w: w.cell("鹿寨县", "档级", "合格"), "cell_changed", ("鹿寨县", "档级", "优秀")),
    Slip("code", G, lambda w: w.cell("鹿寨县", "网站标识码", "4502238091"), "cell_changed", ("鹿寨县", "4502238091")),
    Slip(
        "sum of the groups",
        M,
        lambda w: w.replace_cell("各组总体情况", "合计", "网站数", "31"),
        "cell_changed",
        ("31", "30", "合计"),
    ),
    Slip(
        "reason of a veto",
        M,
        lambda w: w.cell("空白栏目", "原因", "空白栏目5个，达到5个。"),
        "cell_changed",
        ("空白栏目",),
    ),
    Slip(
        "reason of the black list",
        G,
        lambda w: w.replace_cell("黑榜", "自治区供销社", "原因", "健康运行累计扣分47.00分，超过40分。"),
        "cell_changed",
        ("47.00", "自治区供销社"),
    ),
    Slip("caption", M, typed("红榜（3个）", "3", "4"), FIGURE, ("4", "3", "红榜")),
    slip("tier that is empty", "tiers", "卓越：", "无", "云溪省水利厅门户网站", "name_extra", "云溪省水利厅"),
    slip(
        "body moved out of its tier",
        "tiers",
        "良好：",
        "云溪省司法厅门户网站、",
        "",
        "name_missing",
        "司法厅",
        flat=True,
    ),
    Slip("key figure", "single", key_figure, FIGURE + " cell_changed", ("78.44", "87.44")),
    Slip(
        "body of the red list on the black list",
        M,
        _new_row("东屏县人民政府", "2", "青岭市人民政府", "9920000012", "空白栏目6个，即单项否决。"),
        "row_extra both_lists",
        ("青岭市人民政府",),
    ),
    # text that people add
    Slip(
        "wrong count typed",
        M,
        lambda w: w.append("共有29个", "其中被单项否决的网站共3个，全部网站均已通知。"),
        "claim_wrong",
        ("3", "group.vetoed"),
    ),
    Slip(
        "wrong mean typed",
        M,
        lambda w: w.add("共有29个", "全省政府网站平均得分达到91.20分，总体水平较高。"),
        "claim_wrong",
        ("91.20", "87.44"),
    ),
    Slip(
        "wrong place typed",
        M,
        lambda w: w.add("共有29个", "石桥市人民政府门户网站位列设区市第二名。"),
        "claim_wrong",
        ("第二名", "第6名"),
    ),
    Slip(
        "wrong score typed",
        G,
        lambda w: w.add("评估结果显示", "其中南宁市得分95.20分。"),
        "claim_wrong",
        ("95.20", "92.50"),
    ),
    Slip("wrong list typed", G, lambda w: w.add("评估结果显示", "南宁市被列入黑榜。"), "claim_wrong", ("南宁市",)),
    Slip(
        "share typed",
        M,
        lambda w: w.add("共有29个", "检查29个网站中有12个存在错链，占41.83%（12/29）。"),
        "share_wrong",
        ("41.83%", "41.38%"),
    ),
    Slip(
        "sum typed",
        M,
        lambda w: w.add("共有29个", "共对30个网站进行了抽查，其中省直部门12个、设区市6个、县（市、区）11个。"),
        "sum_wrong",
        ("30", "29"),
    ),
    Slip(
        "list count typed",
        G,
        lambda w: w.add("评估结果显示", "以下3个网站整改较快，分别是：南宁市、柳州市。"),
        "count_wrong",
        ("3", "2"),
    ),
    Slip(
        "name typed twice",
        G,
        lambda w: w.add("评估结果显示", "整改较快的有南宁市、柳州市、南宁市。"),
        "repeated",
        ("南宁市",),
    ),
    Slip(
        "name typed wrongly",
        M,
        lambda w: w.add("共有29个", "整改较快的有云溪省司法厅、云溪省水厅、云溪省商务厅。"),
        "name_misspelt",
        ("云溪省水厅", "云溪省水利厅"),
    ),
    Slip(
        "change typed",
        M,
        lambda w: w.add("共有29个", "信息更新得分由25.10分提高到27.60分，提高了2.6分。"),
        "change_wrong",
        ("2.6", "2.50"),
    ),
    Slip(
        "direction typed",
        M,
        lambda w: w.add("共有29个", "链接得分由3.10分变为2.90分，提高了0.2分。"),
        "change_wrong",
        ("提高", "下降"),
    ),
    Slip(
        "points of rates typed",
        M,
        lambda w: w.add("共有29个", "回复率由80%上升到85%，上升了5%。"),
        "change_wrong",
        ("5%", "百分点"),
    ),
    Slip(
        "impossible date",
        M,
        lambda w: w.add("对评估结果有异议", "请于2026年11月31日前报送整改情况。"),
        "date_wrong",
        ("11月31日",),
    ),
    Slip(
        "period backwards",
        M,
        lambda w: w.add("对评估结果有异议", "整改时间为2027年3月1日至2027年1月31日。"),
        "date_wrong",
        ("2027年3月1日",),
    ),
    Slip(
        "weekday",
        M,
        lambda w: w.add("对评估结果有异议", "定于2026年12月1日（星期五）召开会议。"),
        "date_wrong",
        ("星期五", "星期二"),
    ),
    Slip(
        "weights typed",
        M,
        lambda w: w.add(
            "共有29个", "指标体系由健康情况（30%）、功能设计（10%）、发布解读（35%）、办事服务（20%）组成。"
        ),
        "weights_wrong",
        ("95%", "100%"),
    ),
    Slip("number of parts", G, typed("指标体系由网页设计规范", "3部分", "4部分"), FIGURE, ("4", "3")),
    # structure
    Slip("chapter number", M, typed("三、同比情况", "三", "四"), "numbering_wrong", ("四、", "三、")),
    Slip("attachment missing", M, lambda w: w.remove("附件3"), "attachment_wrong numbering_wrong", ("附件",), most=3),
    Slip(
        "attachment renamed",
        M,
        typed("附件：1.各组得分排名表", "得分排名表", "总分排名表"),
        "attachment_wrong",
        ("各组总分排名表",),
    ),
    Slip(
        "own table with a wrong sum",
        M,
        lambda w: _table(w, "共有29个", [["类别", "处数"], ["错链", "12"], ["空白栏目", "6"], ["合计", "19"]]),
        "sum_wrong",
        ("19", "18"),
    ),
    Slip(
        "own table with a wrong place",
        G,
        lambda w: _table(w, "评估结果显示", [["城市", "排名"], ["南宁市", "1"], ["柳州市", "3"]]),
        "claim_wrong",
        ("柳州市", "2"),
    ),
]
