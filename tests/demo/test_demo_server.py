import csv
import re
import socket
import threading
import urllib.error
import urllib.request
import zipfile
from datetime import date
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import pypdf
import pytest
from demo_walker import Client, read

from hengping.demo.content import SiteContent
from hengping.demo.letters import overdue
from hengping.demo.province import Province, build
from hengping.demo.server import serve
from hengping.demo.truth import Planted
from hengping.model.calendar import months_before
from hengping.model.codec import read_lines
from hengping.model.errors import RunError


def by_decoy(province: Province, decoy: str) -> list[SiteContent]:
    return [content for content in province.contents if decoy in content.slot.decoys]


def page(client: Client, content: SiteContent, path: str) -> str:
    answer = client.get(urljoin(content.site.url, path))
    assert answer.status == 200, path
    return answer.text


def test_urllib_gets_each_site_by_its_host(province: Province, address: str) -> None:
    for content in (province.contents[0], province.contents[10]):
        request = urllib.request.Request(f"http://{address}/", headers={"Host": content.unit.host})
        with urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310
            assert f"<title>{content.site.name}</title>" in answer.read().decode()


def test_unknown_hosts_and_pages_are_404(province: Province, client: Client) -> None:
    assert client.get("http://nobody.example/").status == 404
    assert client.get(f"{province.sites[0].url}no/such/page.html").status == 404


def test_bytes_are_stable_over_servers(province: Province, client: Client) -> None:
    with serve(build(intermittent=False)) as other:
        again = Client(other.address)
        for content in province.contents[:6]:
            for path in ("/", content.sections[2].path, content.sections[2].articles[0].path):
                url = urljoin(content.site.url, path)
                assert client.get(url).body == again.get(url).body


def test_encodings_are_as_troublesome_as_planned(province: Province, client: Client) -> None:
    plain, lying, other = (client.get(province.sites[number].url) for number in (3, 8, 13))
    assert plain.content_type == "text/html"
    assert b"charset=gb2312" in plain.body
    assert "云溪省民政厅" in plain.body.decode("gb18030")
    with pytest.raises(UnicodeDecodeError):
        plain.body.decode("utf-8")
    assert b'charset="utf-8"' in lying.body
    assert lying.content_type.endswith("GB18030")
    assert "云溪省林业局" in lying.body.decode("gb18030")
    assert b'charset="gb2312"' in other.body
    assert "雁洲市" in other.body.decode("utf-8")


def test_challenge_pages_meet_every_request(province: Province, client: Client) -> None:
    statuses = {}
    for content in province.contents:
        if content.challenge:
            for path in ("/", "/robots.txt", content.sections[0].path):
                answer = client.get(urljoin(content.site.url, path))
                assert b"wzwsquestion" in answer.body
                statuses[answer.status] = True
    assert set(statuses) == {200, 412}


def test_the_site_that_is_down_closes_the_connection(province: Province, client: Client) -> None:
    [down] = [content for content in province.contents if content.down]
    assert client.get(down.site.url).status == 0


def test_later_turns_of_the_plan_fail_in_other_ways() -> None:
    province = build(48)
    with serve(province) as server:
        client = Client(server.address)
        assert client.get(province.sites[33].url).status == 403
        assert client.get(province.sites[36].url).status == 503


def test_home_pages_fail_as_often_as_planned() -> None:
    province = build(24)
    with serve(province) as server:
        client = Client(server.address)
        for content in province.contents:
            if content.slot.flaky or content.slot.near_miss:
                failed = sum(client.get(content.site.url).status == 503 for _ in range(140))
                assert failed == (20 if content.slot.flaky else 3)


def test_outside_hosts_refuse_limit_and_redirect(client: Client) -> None:
    assert client.get("http://bank.yunxi-finance.example/").status == 403
    assert client.get("http://opendata.yunxi-data.example/").status == 429
    assert client.get("http://keji.yunxi-tech.example/").status == 302
    assert client.follow("http://keji.yunxi-tech.example/").status == 200
    assert client.get("http://lvyou.yunxi-travel.example/").status == 0


def test_an_old_address_leads_to_the_right_page(province: Province, client: Client) -> None:
    content = province.contents[0]
    old = next(link.url for link in content.loose_links if link.text == "网站旧版通知")
    assert client.get(urljoin(content.site.url, old)).status == 302
    assert "通知公告" in client.follow(urljoin(content.site.url, old)).text


def test_links_in_comments_and_scripts_are_dead_and_do_not_count(province: Province, client: Client) -> None:
    content = province.contents[0]
    html = page(client, content, "/")
    assert "<!-- 旧版入口已停用" in html
    assert client.get(urljoin(content.site.url, "/old/2018/index.html")).status == 404
    assert not any("/old/" in link for link in read(html).links)
    assert any(link.startswith("javascript:") for link in read(html).links)


def test_scripted_and_framed_sections_have_no_entry_of_their_own(province: Province, client: Client) -> None:
    kinds = set()
    for content in province.contents:
        for section in content.sections if content.readable else []:
            if section.body in {"script", "frame"}:
                kinds.add(section.body)
                html = page(client, content, section.path)
                links = [urljoin(content.site.url, link) for link in read(html).links]
                assert not {urljoin(content.site.url, article.path) for article in section.articles} & set(links)
                assert section.newest_on
                assert section.newest_on > months_before(province.as_of, 12)
    assert kinds == {"script", "frame"}


def test_silent_sections_say_why(province: Province, client: Client) -> None:
    for content in by_decoy(province, "nothing"):
        section = content.section("xzys")
        assert section is not None
        assert "未发生行政应诉案件" in page(client, content, section.path)
    for content in by_decoy(province, "closed"):
        section = content.section("ztgd")
        assert section is not None
        if content.readable:
            assert "专题已结束" in page(client, content, section.path)


def test_entry_pages_only_lead_on(province: Province, client: Client) -> None:
    content = province.contents[0]
    section = content.section("xwzx")
    assert section is not None
    html = page(client, content, section.path)
    assert not re.search(r"20\d\d-\d\d-\d\d", html)


def test_written_dates_stand_before_publication_dates(province: Province, client: Client) -> None:
    shown = 0
    for content in by_decoy(province, "written_on"):
        section = content.section("zcwj")
        assert section is not None
        for article in section.articles:
            html = page(client, content, article.path)
            assert article.written_on is not None
            assert article.written_on < article.published_on
            assert html.index(f"<td>{article.written_on}") < html.index(f"<td>{article.published_on}")
            shown += 1
    assert shown > 10


def test_regenerated_pages_keep_the_visible_date(province: Province, client: Client) -> None:
    content = by_decoy(province, "regenerated")[0]
    section = content.section("tzgg")
    assert section is not None
    article = section.articles[-1]
    html = page(client, content, article.path)
    assert read(html).meta["PubDate"].startswith("2026-11-19")
    assert article.published_on.isoformat() in html


def test_short_dates_hidden_tabs_spaced_numbers_and_framed_footers(province: Province, client: Client) -> None:
    short = by_decoy(province, "short_dates")[0].section("gzdt")
    assert short is not None
    assert short.short_dates or short.slug in by_decoy(province, "short_dates")[0].slot.on_limit
    assert "display:none" in page(client, by_decoy(province, "hidden_tabs")[1], "/").replace(" ", "")
    assert re.search(r"ICP备 \d+ 号 -1", page(client, by_decoy(province, "spaced")[0], "/"))
    framed = by_decoy(province, "iframe_footer")[0]
    home = page(client, framed, "/")
    assert "ICP备" not in home
    [frame] = read(home).frames
    assert "ICP备" in page(client, framed, frame)


def test_letters_on_the_limit_invalid_or_old_are_not_overdue(province: Province) -> None:
    limit = months_before(province.as_of, 3)
    for content in province.contents:
        if content.letters:
            assert any(letter.asked_on == limit and not letter.replied_on for letter in content.letters)
            assert sum(not letter.valid for letter in content.letters) == 3
            assert any(letter.asked_on < months_before(province.as_of, 12) for letter in content.letters)
            assert len(overdue(content)) == content.slot.unanswered
            assert len({letter.message_id for letter in content.letters}) == len(content.letters)


def test_sections_on_the_limit_are_in_time(province: Province) -> None:
    dates = {
        (section.section_class.value, section.newest_on)
        for content in province.contents
        for section in content.sections
        if section.slug in content.slot.on_limit
    }
    assert {
        ("dynamic", date(2026, 11, 6)),
        ("notice", date(2026, 5, 20)),
        ("interpretation", date(2026, 5, 20)),
    } <= dates


def test_sites_without_services_or_channel_offer_neither(province: Province, client: Client) -> None:
    for content in province.contents:
        if not content.readable:
            continue
        home = page(client, content, "/")
        if content.slot.no_service or not content.site.offers_services:
            assert "办事" not in home
            assert "zwfw" not in home
        if content.slot.no_channel:
            assert not re.search("咨询|留言|信箱", home)


def test_attachments_are_real_files(province: Province, client: Client) -> None:
    opened = set()
    for content in province.contents:
        for section in content.sections if content.readable else []:
            for article in section.articles:
                for attached in article.attachments:
                    extension = attached.path.rsplit(".", 1)[-1]
                    if attached.fault or extension in opened:
                        continue
                    body = client.get(urljoin(content.site.url, attached.path)).body
                    if extension == "pdf":
                        assert len(pypdf.PdfReader(BytesIO(body)).pages) == 1
                    elif extension == "doc":
                        assert body.startswith(b"{\\rtf1")
                    else:
                        assert zipfile.ZipFile(BytesIO(body)).testzip() is None
                    opened.add(extension)
    assert opened == {"pdf", "doc", "docx", "xlsx"}


def test_search_finds_titles(province: Province, client: Client) -> None:
    content = province.contents[1]
    answer = client.get(urljoin(content.site.url, "/search/?q=%E9%80%9A%E7%9F%A5"))
    assert "条结果" in answer.text
    assert "没有" not in answer.text


def test_robots_files_keep_nothing_that_is_linked(province: Province, client: Client) -> None:
    content = by_decoy(province, "robots")[0]
    assert "Disallow: /admin/" in client.get(urljoin(content.site.url, "/robots.txt")).body.decode()


def test_server_stops_and_frees_the_port(province: Province) -> None:
    with serve(province) as server:
        host, port = server.address.split(":")
        assert Client(server.address).get(province.sites[0].url).status == 200
        with pytest.raises(RunError, match="没有启动"), serve(province, port=int(port)):
            pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection((host, int(port)), timeout=1)
    assert "yunxi-server" not in {thread.name for thread in threading.enumerate() if port in thread.name}


def test_campaign_folder_is_complete(province: Province, tmp_path: Path) -> None:
    path = province.write_campaign(tmp_path / "campaign", "127.0.0.1:8099")
    text = path.read_text("utf-8")
    assert "systems" in text
    assert "2026-11-20" in text
    assert '"*": "127.0.0.1:8099"' in text
    with (path.parent / "roster.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert list(rows[0]) == ["site_code", "name", "unit", "url", "group", "class", "region"]
    assert [row["site_code"] for row in rows] == [site.site_code for site in province.sites]
    assert {row["group"] for row in rows} == {"省级部门", "设区市", "县(市、区)"}
    codes = {line.split(",")[0] for line in (path.parent / "divisions.csv").read_text("utf-8").splitlines()[1:]}
    assert {site.site_code[:6] for site in province.sites} <= codes
    assert tuple(read_lines(path.parent / "truth.jsonl", Planted)) == province.truth
