"""List blocks: what counts as an entry, which date is its, and how blocks are told apart."""

from datetime import date

from hengping.extract.page import read_page, read_result

URL = "http://www.yunxi.gov.cn/zwgk/tzgg/index.html"
AS_OF = date(2021, 1, 10)


def lists(body: str, as_of: date | None = AS_OF):
    return read_page(
        f"<html><title>通知公告_云溪省人民政府</title><body>{body}</body></html>".encode(), URL, as_of=as_of
    ).lists


def row(number: int, day: str, *, tail: str = "") -> str:
    return f"<li><a href='./t{number}.html'>关于做好第{number}批检查工作的通知</a><span>{day}</span>{tail}</li>"


def test_dated_list_with_more_link() -> None:
    rows = "".join(row(n, f"2020-12-{20 - n:02}") for n in range(5))
    (block,) = lists(
        f"<div class='tit'><h3>通知公告</h3></div><ul>{rows}<li><a href='more.html'>更多&gt;&gt;</a></li></ul>"
    )
    assert block.name == "通知公告"
    assert len(block.items) == 5
    assert block.items[0].dated_on == date(2020, 12, 20)
    assert block.items[0].date_from == "list"
    assert block.items[0].url == "http://www.yunxi.gov.cn/zwgk/tzgg/t0.html"
    assert block.more_url == "http://www.yunxi.gov.cn/zwgk/tzgg/more.html"


def test_entries_without_a_printed_date_stay_undated_even_with_one_in_the_address() -> None:
    (block,) = lists("<ul><li><a href='t20201201_1.html'>关于开展安全生产检查的通知</a></li></ul>")
    assert block.items[0].dated_on is None


def test_a_single_entry_is_a_list() -> None:
    (block,) = lists("<ul><li><span>2017-10-11</span><a href='a.html'>政务咨询</a></li></ul>")
    assert [item.dated_on for item in block.items] == [date(2017, 10, 11)]


def test_digits_in_titles_are_no_dates() -> None:
    rows = "".join(
        f"<li><a href='{n}.html'>{n}-19-4{n} 1-10月财政拨款支出决算表</a><span>11-07</span></li>" for n in range(1, 5)
    )
    (block,) = lists(f"<ul>{rows}</ul>")
    assert {item.dated_on for item in block.items} == {date(2020, 11, 7)}
    assert block.items[0].title == "1-19-41 1-10月财政拨款支出决算表"


def test_years_run_backwards_and_pinned_entries_do_not_count() -> None:
    days = ["01-08", "12-30", "06-01", "12-20"]
    pinned = "<li><a href='p.html'>置顶：关于启用新网站的公告</a><span>02-01</span></li>"
    (block,) = lists("<ul>" + pinned + "".join(row(n, day) for n, day in enumerate(days)) + "</ul>")
    assert [item.dated_on for item in block.items] == [
        date(2020, 2, 1),
        date(2021, 1, 8),
        date(2020, 12, 30),
        date(2020, 6, 1),
        date(2019, 12, 20),
    ]


def test_month_and_day_without_any_hint_are_not_guessed() -> None:
    (block,) = lists(f"<ul>{row(1, '12-07')}{row(2, '12-06')}</ul>", as_of=None)
    assert block.dates == []


def test_hidden_tabs_keep_their_names() -> None:
    rows = [
        f"<ul class='con'{style}>{row(n, '2020-11-01')}{row(n + 9, '2020-10-01')}</ul>"
        for n, style in enumerate(["", " style='display:none'"])
    ]
    found = lists(
        f"<div><div class='tab'><span>部门动态</span><span>县区动态</span></div><div>{''.join(rows)}</div></div>"
    )
    assert [(block.name, block.hidden) for block in found] == [("部门动态", False), ("县区动态", True)]


def test_one_list_over_sibling_containers_is_joined() -> None:
    parts = [[row(n, f"2020-12-{30 - n:02}") for n in range(start, start + 5)] for start in (0, 5, 10)]
    (block,) = lists("<div>" + "".join(f"<ul class='l'>{''.join(part)}</ul>" for part in parts) + "</div>")
    assert len(block.items) == 15


def test_two_lists_side_by_side_are_two() -> None:
    one, two = ("".join(row(n, f"{year}-12-{20 - n:02}") for n in range(4)) for year in (2019, 2020))
    found = lists(
        f"<div class='box'><h3>政策文件</h3><ul>{one}</ul></div><div class='box'><h3>政策解读</h3><ul>{two}</ul></div>"
    )
    assert [(block.name, len(block.items)) for block in found] == [("政策文件", 4), ("政策解读", 4)]


def test_table_with_header_row() -> None:
    rows = "".join(
        f"<tr><td>{n}</td><td><a href='{n}.html'>关于第{n}号文件</a></td><td>2020-01-0{n}</td><td>2020-02-0{n}"
        "</td></tr>"
        for n in (1, 2)
    )
    (block,) = lists(f"<table><tr><th>序号</th><th>名称</th><th>成文日期</th><th>发布日期</th></tr>{rows}</table>")
    assert [(item.title, item.dated_on) for item in block.items] == [
        ("关于第1号文件", date(2020, 2, 1)),
        ("关于第2号文件", date(2020, 2, 2)),
    ]


def test_cards_with_the_day_apart_from_the_month() -> None:
    cards = "".join(
        f"<div class='card'><p><b>0{n}</b><i>2020-12</i></p><a href='{n}.html'>全省工作会议第{n}次会议召开</a>"
        "<p>摘要文字</p></div>"
        for n in (3, 2, 1)
    )
    (block,) = lists(f"<div>{cards}</div>")
    assert [item.dated_on for item in block.items] == [date(2020, 12, 3), date(2020, 12, 2), date(2020, 12, 1)]


def test_label_and_time_in_brackets_after_the_title() -> None:
    rows = "".join(
        f"<tr><td><a href='{n}.html'>关于第{n}次考试的通知</a> <font>(发布时间：2020-12-0{n} 11:06:22 "
        "阅读次数：)</font></td></tr>"
        for n in (3, 2)
    )
    (block,) = lists(f"<table>{rows}</table>")
    assert block.dates == [date(2020, 12, 3), date(2020, 12, 2)]


def test_the_full_title_replaces_a_cut_one() -> None:
    (block,) = lists(
        "<ul><li><a href='1.html' title='关于印发全省粮食安全工作方案的通知'>关于印发全省粮食安…</a>"
        "<span>2020-12-01</span></li></ul>"
    )
    assert block.items[0].title == "关于印发全省粮食安全工作方案的通知"


def test_menus_pagers_and_link_farms_are_no_lists() -> None:
    menu = "".join(f"<li><a href='/{n}/'>栏目{n}</a></li>" for n in range(9))
    pager = "".join(
        f"<a href='index_{n}.html'>{text}</a>" for n, text in enumerate(["首页", "上一页", "1", "2", "下一页", "尾页"])
    )
    farm = "".join(f"<li><a href='http://{n}.cn/'>中华人民共和国第{n}部委网站</a></li>" for n in range(8))
    assert lists(f"<ul>{menu}</ul><div>{pager}</div><div class='footer'><ul>{farm}</ul></div>") == ()


def test_result_has_the_contract_shape() -> None:
    facts = read_page(f"<ul>{row(1, '2020-12-02')}{row(2, '')}{row(3, '2020-12-01')}</ul>".encode(), URL)
    result = read_result(facts)
    assert list(result) == [
        "kind",
        "encoding",
        "title",
        "published_on",
        "published_from",
        "source",
        "identity",
        "meta",
        "lists",
        "messages",
        "guide",
        "links",
    ]
    assert result["lists"] == [
        {"name": "", "items": 3, "newest_on": "2020-12-02", "oldest_on": "2020-12-01", "undated": 1}
    ]
    assert result["links"] == {"internal": 3, "external": 0}
    assert result["published_on"] is None
    assert result["guide"] is None
    assert set(result["identity"]) == {"site_code", "icp", "psb", "sponsor"}


def test_a_headed_table_of_files_without_dates_is_a_list() -> None:
    (block,) = lists(
        "<table><thead><tr><th>序号</th><th>标题</th></tr></thead><tbody><tr><td>1</td>"
        "<td><a href='202610/1.pdf'>云溪县2026年预算公开</a></td></tr></tbody></table>"
    )
    assert [(item.title, item.dated_on) for item in block.items] == [("云溪县2026年预算公开", None)]


def test_record_numbers_beside_the_footer_are_no_entries() -> None:
    assert (
        lists(
            "<ul><li><a href='b.html'>云ICP备2021000100号-1</a></li><li><a href='p.html'>云公网安备 "
            "99000002100101号</a></li></ul>"
        )
        == ()
    )


def test_the_mould_of_entries_that_a_script_draws_is_no_entry() -> None:
    mould = "<li v-for='one in rows'><a :href='one.url'>{{one.title}}</a><i>{{one.publishTime}}</i></li>"
    script = (
        "<script>new Vue({el:'#app',mounted(){axios.get('/api/tzgg.json').then(r=>this.rows=r.data.rows)}})</script>"
    )
    page = f"<html><title>通知公告</title><body><div id='app'><ul>{mould}</ul></div>{script}</body></html>"
    facts = read_page(page.encode(), URL, as_of=AS_OF)
    assert not [item for block in facts.lists for item in block.items]
    assert facts.scripted
    (block,) = lists(f"<ul>{row(1, '2020-12-20')}{mould}</ul>")
    assert [item.title for item in block.items] == ["关于做好第1批检查工作的通知"]
