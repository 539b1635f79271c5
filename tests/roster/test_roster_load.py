import pytest

from hengping.model.errors import InputError
from hengping.model.site import Site
from hengping.roster.load import load_roster
from hengping.roster.write import roster_csv

HEADER = "site_code,name,unit,url,group,class,region\n"
ROWS = (
    "4500000045,投资促进网,投资促进局,http://tzcj.gxzf.gov.cn/,自治区部门,A,广西\n"
    "4510000031,百色市政府网,百色市政府,http://www.baise.gov.cn/,设区市,B,百色\n"
)


@pytest.fixture
def load(tmp_path, divisions):
    def run(content, name="roster.csv"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return load_roster(path, divisions=divisions)

    return run


def kinds(roster):
    return [(fault.row, fault.kind) for fault in roster.faults]


def test_contract_columns(load):
    roster = load(HEADER + ROWS)
    assert roster.faults == ()
    assert roster.sites[0] == Site(
        site_code="4500000045",
        name="投资促进网",
        unit="投资促进局",
        url="http://tzcj.gxzf.gov.cn/",
        group="自治区部门",
        site_class="A",
        region="广西",
    )
    assert roster.sites[1].site_class == "B"


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("gb18030"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace(",", ";").encode(),
        lambda text: text.replace(",", "\t").encode("gb18030"),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: ("云溪省2026年评估名单,,,,,,\n,,,,,,\n" + text).encode(),
    ],
)
def test_encodings_delimiters_and_title_rows_give_the_same_sites(load, encode):
    assert load(encode(HEADER + ROWS)).sites == load(HEADER + ROWS).sites


@pytest.mark.parametrize(
    "header",
    [
        "网站标识码,网站名称,主办单位,网址,分组,类型,地区",
        "标识码,名称,单位,首页网址,类别,分类,区划",
        " 网站 标识码(必填)*,网站名称:,主办单位,域名,组别,class,行政区划",
        "ＳＩＴＥ＿ＣＯＤＥ,name,unit,首页地址,group,类型（A/B）,region",
    ],
)
def test_header_synonyms(load, header):
    assert load(header + "\n" + ROWS).sites == load(HEADER + ROWS).sites


def test_wrong_rows_are_reported_and_the_others_kept(load):
    roster = load(
        HEADER
        + "4500000045,甲,,http://a.gov.cn/,,,\n"  # 2
        + "4500000046,乙,,,,,\n"  # 3 no address
        + "4500000047,丙,,http://,,,\n"  # 4 bad address
        + "4500000045,丁,,http://d.gov.cn/,,,\n"  # 5 code again
        + "4500000048,戊,,http://www.a.gov.cn/index.html,,,\n"  # 6 address again
        + ",己,,http://f.gov.cn/,,,\n"  # 7 no code
        + "450000004,庚,,http://g.gov.cn/,,C,\n"  # 8 short code, strange class
        + "4500000050,,辛局,http://h.gov.cn/,,,\n"  # 9 no name
        + "合计,,,,,,\n"  # 10
    )
    assert kinds(roster) == [
        (3, "missing_url"),
        (4, "bad_url"),
        (5, "duplicate_code"),
        (6, "duplicate_url"),
        (7, "code_missing"),
        (8, "code_fault"),
        (8, "class_unknown"),
        (9, "name_missing"),
        (10, "not_a_site"),
    ]
    assert [fault.row for fault in roster.errors] == [3, 4, 5]
    assert [site.site_code for site in roster.sites] == [
        "4500000045",
        "4500000048",
        "x-f.gov.cn",
        "450000004",
        "4500000050",
    ]
    assert roster.sites[3].code_faults == ("wrong_length",)
    assert roster.sites[4].name == "辛局"
    text = str(roster.faults[2])
    assert "第5行" in text
    assert "“site_code”列" in text
    assert "第2行重复" in text
    assert "处理办法" in text


def test_row_numbers_count_lines_of_the_file(load):
    roster = load(HEADER + '4500000045,"甲\n网",,http://a.gov.cn/,,,\n4500000046,乙,,,,,\n')
    assert roster.sites[0].name == "甲 网"
    assert kinds(roster) == [(4, "missing_url")]


@pytest.mark.parametrize(
    ("cell", "url"),
    [
        ("www.a.gov.cn", "http://www.a.gov.cn/"),
        ("http：//www.a.gov.cn", "http://www.a.gov.cn/"),
        ("http:/www.a.gov.cn/zw", "http://www.a.gov.cn/zw"),
        ("http//www.a.gov.cn", "http://www.a.gov.cn/"),
        ("https;//www.a.gov.cn", "https://www.a.gov.cn/"),
        ("http:\\\\www.a.gov.cn", "http://www.a.gov.cn/"),
        ("http://http://www.a.gov.cn", "http://www.a.gov.cn/"),
        ("HTTP://WWW.A.GOV.CN/", "http://www.a.gov.cn/"),
        ("ｗｗｗ．ａ．ｇｏｖ．ｃｎ", "http://www.a.gov.cn/"),
        ("www。a。gov。cn", "http://www.a.gov.cn/"),
        ("www.a.gov.cn（首页）", "http://www.a.gov.cn/"),
        ("www.a.gov.cn http://b.gov.cn", "http://www.a.gov.cn/"),
        ("http://www.a.gov.cn:8080/", "http://www.a.gov.cn:8080/"),
        ("http://localhost:8080/", "http://localhost:8080/"),
        ("http:// www.a.gov.cn", "http://www.a.gov.cn/"),
        ("//www.a.gov.cn/", "http://www.a.gov.cn/"),
        (
            "中国政府网.政务",
            "http://" + ".".join(part.encode("idna").decode() for part in ("中国政府网", "政务")) + "/",
        ),
    ],
)
def test_addresses_are_repaired(load, cell, url):
    assert load(f"name,url\n甲,{cell}\n").sites[0].url == url


@pytest.mark.parametrize(
    "cell", ["无", "见附件", "http://", "ftp://a.gov.cn/", "localhost", "a..gov.cn", "http://a%20b/"]
)
def test_addresses_that_cannot_be_repaired(load, cell):
    roster = load(f"name,url\n甲,{cell}\n乙,b.gov.cn\n")
    assert [site.name for site in roster.sites] == ["乙"]
    assert roster.errors[0].row == 2


@pytest.mark.parametrize(
    ("cell", "code", "faults"),
    [
        ("4500000045.0", "4500000045", ()),
        ("4.500000045E+09", "4500000045", ()),
        ("4.5E+09", "x-a.gov.cn", ("digits_lost",)),
        ("４５００００００４５", "4500000045", ()),
        ("'4500000045", "4500000045", ()),
        ("BM01000001", "bm01000001", ()),
        ("4500 0000 45", "4500000045", ()),
        ("../../etc", "x-a.gov.cn", ("not_digits",)),
        ("x-b.gov.cn", "x-a.gov.cn", ("not_digits",)),
        ("无", "x-a.gov.cn", ()),
    ],
)
def test_codes_are_repaired_or_replaced(load, cell, code, faults):
    site = load(f"标识码,网址\n{cell},http://a.gov.cn/\n").sites[0]
    assert (site.site_code, site.code_faults) == (code, faults)


def test_site_codes_are_safe_file_names(load):
    roster = load("标识码,网址\n..,http://a.gov.cn/\na/b,http://b.gov.cn/\n,http://[::1]:80/\n")
    assert [site.site_code for site in roster.sites] == ["x-a.gov.cn", "x-b.gov.cn", "x---1"]


def test_class_and_group_headings_are_told_apart_by_content(load):
    by_type = load("网站名称,网址,类型\n甲,a.gov.cn,设区市\n乙,b.gov.cn,县市区\n")
    assert [site.group for site in by_type.sites] == ["设区市", "县市区"]
    by_group = load("网站名称,网址,类别\n甲,a.gov.cn,Ａ类\n乙,b.gov.cn,b\n")
    assert [(site.group, site.site_class) for site in by_group.sites] == [("", "A"), ("", "B")]
    assert "column_read_as" in {fault.kind for fault in by_group.faults}


def test_groups_that_differ_in_width_only_are_one(load):
    roster = load("名称,网址,分组\n甲,a.gov.cn,县(市、区)\n乙,b.gov.cn,县（市、区）\n")
    assert {site.group for site in roster.sites} == {"县(市、区)"}
    assert (3, "spelling_unified") in kinds(roster)


def test_bad_bytes_cost_their_own_row_only(load):
    roster = load("名称,网址\n甲,a.gov.cn\n".encode() + b"\xff\xfe\xfa,b.gov.cn\n" + "丙,c.gov.cn\n".encode())
    assert [site.name for site in roster.sites] == ["甲", "丙"]
    assert [(fault.row, fault.kind) for fault in roster.errors] == [(3, "unreadable_text")]


def test_comments_are_passed_over(load):
    roster = load("# site_code,name,unit,url,group: 表头\n" + HEADER + "# 示例,a,b,http://x.gov.cn/\n" + ROWS)
    assert roster.sites == load(HEADER + ROWS).sites
    assert roster.faults == ()
    numbered = load("#,名称,网址\n#1,甲,a.gov.cn\n# 完\n")
    assert [site.name for site in numbered.sites] == ["甲"]


def test_repeated_heading_is_passed_over(load):
    roster = load("名称,网址\n甲,a.gov.cn\n名称,网址\n乙,b.gov.cn\n")
    assert [site.name for site in roster.sites] == ["甲", "乙"]
    assert (3, "not_a_site") in kinds(roster)


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "没有找到表头"),
        ("甲,乙\n".encode(), "没有找到表头"),
        ("名称,单位\n甲,乙\n".encode(), "没有网址一列"),
        ("名称,网址\n".encode(), "没有网站"),
        (b"<html><table></table></html>", "网页"),
        (b"a\0b", "不是文本"),
        (b"PK\x03\x04not a zip", "已损坏"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "已损坏"),
    ],
)
def test_unusable_files_say_what_to_do(load, content, what):
    with pytest.raises(InputError, match=what) as caught:
        load(content)
    assert caught.value.remedy
    assert "roster.csv" in caught.value.where


def test_a_table_to_be_judged_needs_codes_but_no_addresses(tmp_path, divisions):
    path = tmp_path / "roster.csv"
    path.write_text(
        "标识码,单位,分组\n4500000045,甲局,部门\n,乙局,部门\n4510000031,,\nx-a.gov.cn,丙局,\nx-../a,丁局,\n",
        encoding="utf-8",
    )
    roster = load_roster(path, divisions=divisions, urls_required=False)
    assert [(site.site_code, site.name, site.url) for site in roster.sites] == [
        ("4500000045", "甲局", ""),
        ("4510000031", "4510000031", ""),
        ("x-a.gov.cn", "丙局", ""),
    ]
    assert [(fault.row, fault.kind) for fault in roster.errors] == [(3, "missing_url"), (6, "missing_url")]
    with pytest.raises(InputError, match="没有网址"):
        load_roster(path, divisions=divisions)


def test_missing_file(tmp_path):
    with pytest.raises(InputError, match="读不到"):
        load_roster(tmp_path / "none.csv")


def test_written_roster_reads_back_the_same(load):
    roster = load(HEADER + ROWS + ',"己,""网""",,f.gov.cn,,,\n450000004,庚,,g.gov.cn,,,\n')
    written = roster_csv(roster.sites)
    again = load(written)
    assert again.sites == roster.sites
    assert roster_csv(again.sites) == written
    assert written.startswith(b"site_code,name,unit,url,group,class,region\n4500000045,")
