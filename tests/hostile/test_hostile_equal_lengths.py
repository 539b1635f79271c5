"""Pages that are all about as long as each other have texts of their own: none of them is an empty section."""

from datetime import UTC, date, datetime

from hostile_wire import html, prose

from hengping.extract.page import read_page
from hengping.extract.site import assemble
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.site import Site

HOME = "http://www.equal.gov.cn/"
AS_OF = date(2026, 11, 20)
TITLES = ("机构职能", "政策文件", "财政信息", "应急管理", "规划计划", "人事信息")


def test_equal_lengths_are_no_empty_sections() -> None:
    menu = "".join(f'<a href="/{number}/">{title}</a> ' for number, title in enumerate(TITLES))
    shell = f'<div class="nav">{menu}</div>'
    bodies = {f"/{number}/": html(title, body=shell, text=prose(title)) for number, title in enumerate(TITLES)}
    bodies["/"] = html("云边县人民政府", body=shell, text=prose("首页"))
    captures, pages = [], {}
    for number, (path, body) in enumerate(bodies.items()):
        url, ref = HOME[:-1] + path, EvidenceRef(f"urn:{number}", "sha256:0")
        purpose = "home" if path == "/" else "page"
        captures.append(
            Capture(
                record_id=ref.record_id,
                digest=ref.digest,
                url=url,
                purpose=purpose,
                status=200,
                mime="text/html",
                fetched_at=datetime(2026, 11, 20, tzinfo=UTC),
            )
        )
        pages[url] = read_page(body, url, content_type="text/html", evidence=ref, as_of=AS_OF, home=path == "/")
    facts = assemble(Site(site_code="3300000001", name="云边县", url=HOME), AS_OF, captures, pages, [], {})
    empty = [s.title for s in facts.sections if s.readable and not s.items and not s.has_children]
    assert empty == []
