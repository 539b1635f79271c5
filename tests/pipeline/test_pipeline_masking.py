"""Findings are kept masked, whatever check wrote them; addresses and digests lead where they led."""

from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path

from hengping.evidence.archive import SiteArchive
from hengping.evidence.records import Answer, Asked
from hengping.model.evidence import EvidenceRef
from hengping.model.finding import Finding, Outcome, Subject
from hengping.model.site import Site
from hengping.model.text import Text
from hengping.pipeline import library_index
from hengping.pipeline.masking import masked_findings

ID = "450102199003071238"
URL = f"http://www.a.gov.cn/{ID}.html"


def finding(title: str, values: dict[str, object]) -> Finding:
    return Finding(
        finding_id="stale_section-0123456789abcdef",
        site_code="4500000001",
        check="stale_section",
        version=1,
        outcome=Outcome.FAIL,
        subject=Subject(kind="page", url=URL, id=ID, title=title),
        values=values,
        evidence=(EvidenceRef("urn:uuid:1", f"sha256:{ID}", ""),),
        as_of=date(2026, 11, 20),
        messages=Text(zh=f"“{title}”见{URL}", en=f"“{title}”"),
    )


def test_titles_values_and_messages_are_masked() -> None:
    values = {
        "item": f"张三{ID}",
        "names": ["13812345678"],
        "more": {"text": ID},
        "count": 3,
        "source_url": URL,
        "digest": ID,
    }
    (masked,) = masked_findings([finding("关于张三 4501 0219 9003 0712 38 的公示", values)])
    assert masked.subject.title == "关于张三 4501**********1238 的公示"
    assert masked.values == {
        "item": "张三4501**********1238",
        "names": ["138****5678"],
        "more": {"text": "4501**********1238"},
        "count": 3,
        "source_url": URL,
        "digest": ID,
    }
    assert masked.messages.zh == f"“关于张三 4501**********1238 的公示”见{URL}"
    assert (masked.subject.url, masked.subject.id, masked.evidence[0].digest) == (URL, ID, f"sha256:{ID}")


def test_what_holds_no_number_is_the_same_finding() -> None:
    plain = finding("通知公告", {"count": 3, "site_code": "4500000001"})
    assert masked_findings([plain])[0] is plain


def test_the_archive_search_keeps_pages_masked(tmp_path: Path) -> None:
    body = f"<html><head><title>公示{ID}</title></head><body>"
    body += "<p>覃大山，身份证号4501 0219 9003 0712 38，手机13812345678</p></body></html>"
    archive = SiteArchive(tmp_path / "evidence")
    with archive.open_writer() as writer:
        asked = Asked(
            url="http://www.a.gov.cn/gs/1.html", purpose="page", fetched_at=datetime(2026, 11, 20, tzinfo=UTC)
        )
        answer = Answer(status=200, headers=(("Content-Type", "text/html; charset=utf-8"),), payload=body.encode())
        writer.add_response(asked, answer)
    site = Site(site_code="4500000001", name="云溪省人民政府", url="http://www.a.gov.cn/")
    with closing(library_index._opened(tmp_path / "index.sqlite")) as index:
        for capture in archive.iter_captures():
            library_index._write_page(index, archive, site, capture, library_index._Known())
        ((title, text),) = index.execute("SELECT title, body FROM doc")
        found = index.execute("SELECT count(*) FROM terms WHERE terms MATCH '13812345678'").fetchone()
    assert title == "公示4501**********1238"
    assert "身份证号4501**********1238，手机138****5678" in text
    assert found == (0,)
    assert ID.encode() not in (tmp_path / "index.sqlite").read_bytes()
