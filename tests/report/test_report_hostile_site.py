"""A site whose every word is hostile, through the whole pipeline and the command line: inert, legible, no crash."""

import csv
import io
import json
import re
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import hostile_site
import openpyxl
import pypdf
import pytest
from hostile_site import HOST, MARK, PAYLOADS

pytestmark = pytest.mark.slow

PROGRAM = Path(sys.executable).with_name("hengping")
GROUP = "[/]{{7*7}}[bold red]\x1b[31m"
TITLE = '<script>alert(1)</script>#eval("1"){{7*7}}评估'
ALLOWED_TAGS = frozenset(
    re.findall(
        r"\w+",
        "html head meta title style body a header main footer section h1 h2 h3 h4 p dl div dt dd small table caption "
        "thead tbody tr th td ul li span strong code br details summary "
        "svg line rect path text desc figure figcaption mark",
    )
)


def roster_rows() -> list[list[str]]:
    first = ["4500000001", PAYLOADS[0] + PAYLOADS[13], PAYLOADS[42], f"http://{HOST}/", GROUP, "A", PAYLOADS[50]]
    second = ["4500000002", "=1+1", "@SUM(1)", f"http://two.{HOST}/", "+cmd", "B", "-1"]
    return [first, second]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, object]]:
    """Run folder and everything that was printed."""
    folder = tmp_path_factory.mktemp("hostile")
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["site_code", "name", "unit", "url", "group", "class", "region"])
        writer.writerows(roster_rows())
    with hostile_site.serve() as address:
        collect = {
            "connect_to": {"*": address},
            "requests_per_second_per_host": 500,
            "concurrency_per_host": 8,
            "timeout_s": 5,
            "visits": {"count": 20, "interval_s": 0.01},
            "second_look": {"delay_s": 0},
        }
        campaign = {
            "id": "hostile",
            "title": TITLE,
            "organiser": "=1+1\u202e{{7*7}}",
            "systems": ["national-check-2019", "guangxi-2017"],
            "roster": "roster.csv",
            "as_of": "2026-11-20",
            "min_coverage": 0,
            "collect": collect,
        }
        # JSON is YAML.
        (folder / "campaign.yaml").write_text(json.dumps(campaign, ensure_ascii=False), encoding="utf-8")
        printed = b""
        for arguments in (
            ["run", str(folder / "campaign.yaml"), "--out", str(folder / "run"), "--workers", "1"],
            ["inspect", f"http://{HOST}/", "--connect-to", address, "--max-pages", "12"],
            ["verify", str(folder / "run")],
        ):
            done = subprocess.run([PROGRAM, *arguments], capture_output=True, check=False, timeout=300)
            assert done.returncode == 0, done.stderr.decode(errors="replace")
            assert b"Traceback" not in done.stderr
            printed += done.stdout + done.stderr
        yield {"run": folder / "run", "printed": printed.decode("utf-8")}


def findings(told: dict[str, object]) -> list[dict]:
    files = (told["run"] / "findings").glob("*.jsonl")
    return [json.loads(line) for path in files for line in path.read_text(encoding="utf-8").splitlines()]


def harmful(text: str) -> set[str]:
    """Signs that no output may hold: controls, direction marks, zero width, surrogates."""
    return {sign for sign in set(text) if sign not in "\n\r" and unicodedata.category(sign) in {"Cc", "Cf", "Cs"}}


def carriers(text: str) -> int:
    return sum(f"{MARK}{number}" in text for number in range(len(PAYLOADS)))


def test_the_payloads_reach_the_findings(told: dict[str, object]) -> None:
    everything = json.dumps(findings(told), ensure_ascii=False)
    assert carriers(everything) >= 60
    kinds = {found["check"] for found in findings(told) if found["outcome"] == "fail"}
    assert {"broken_link", "meta_missing", "guide_incomplete", "message_unanswered", "attachment_broken"} <= kinds


def test_the_terminal_is_told_text_only(told: dict[str, object]) -> None:
    assert harmful(told["printed"]) == set()
    assert "[/]{{7*7}}[bold red]" in told["printed"]
    assert "\\[" not in told["printed"]


class _Tags(HTMLParser):
    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict]] = []
        self._texts: list[str] = []
        self.feed(text)
        self.text = "".join(self._texts)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data):
        self._texts.append(data)


_OWN = r"(?i)https?://|#|sites/|\.\./|bulletin-|press-|cases\.|public/index|open-data/dictionary|workbook|\d{10}\.pdf$"
"""Where a page of ours may lead: the web, itself, and the documents beside it."""


def test_pages_hold_no_tag_attribute_or_address_of_the_site(told: dict[str, object]) -> None:
    reports = told["run"] / "reports"
    for path in [reports / "index.html", *(reports / "sites").glob("*.html")]:
        text = path.read_text(encoding="utf-8")
        page = _Tags(text)
        assert harmful(text) == set(), path.name
        assert "default-src 'none'" in text
        for tag, attributes in page.tags:
            assert tag in ALLOWED_TAGS, tag
            assert not [name for name in attributes if name.startswith("on")]
            assert tag != "meta" or attributes.get("http-equiv", "").lower() in {"", "content-security-policy"}
            target = attributes.get("href")
            assert target is None or re.match(_OWN, target), target
    site = _Tags((reports / "sites" / "4500000001.html").read_text(encoding="utf-8"))
    assert carriers(site.text) >= 40
    assert "{{7*7}}" in site.text
    assert "<script>alert(1)</script>" in site.text


def test_the_workbook_holds_no_formula_and_no_link(told: dict[str, object]) -> None:
    path = told["run"] / "reports" / "workbook.xlsx"
    book = openpyxl.load_workbook(path)
    words = []
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", cell.coordinate
                # The contents lead to the other sheets, nothing leads out of the book.
                assert cell.hyperlink is None or (sheet.title == "目录" and not cell.hyperlink.target)
                if isinstance(cell.value, str):
                    words.append(cell.value)
                    assert len(cell.value) <= 32_767
                    assert harmful(cell.value) == set()
    assert carriers("\n".join(words)) >= 40
    with zipfile.ZipFile(path) as parts:
        assert not [name for name in parts.namelist() if "externalLink" in name or "vba" in name.lower()]
        assert not any(b'TargetMode="External"' in parts.read(name) for name in parts.namelist())


def test_word_holds_no_field_and_no_link_of_the_site(told: dict[str, object]) -> None:
    for path in (told["run"] / "reports").glob("*.docx"):
        with zipfile.ZipFile(path) as parts:
            assert not any(b'TargetMode="External"' in parts.read(name) for name in parts.namelist())
            text = parts.read("word/document.xml").decode("utf-8")
        fields = {found.strip() for found in re.findall(r"<w:instrText[^>]*>([^<]*)", text)}
        assert {field for field in fields if not re.fullmatch(r"DOCPROPERTY HP_f\d{4,}", field)} <= {"PAGE", "NUMPAGES"}
        assert harmful(text) == set()
        assert "{{7*7}}" in text


def test_the_pdf_holds_no_action_and_nothing_was_evaluated(told: dict[str, object]) -> None:
    for path in (told["run"] / "reports").glob("*.pdf"):
        reader = pypdf.PdfReader(path)
        for page in reader.pages:
            assert not [note for note in page.get("/Annots", []) if "/A" in note.get_object()]
        assert "/JavaScript" not in str(reader.trailer["/Root"])
        text = "".join(page.extract_text() for page in reader.pages)
        assert "{{7*7}}" in text
        assert "#eval" in text
        assert harmful(text) - {"\x00"} == set()


def test_tables_hold_no_formula(told: dict[str, object]) -> None:
    tables = list((told["run"] / "results").rglob("*.csv"))
    assert len(tables) >= 9
    for path in tables:
        for row in csv.reader(io.StringIO(path.read_text(encoding="utf-8"))):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), (path.name, cell[:40])
                assert not cell.startswith("-") or re.fullmatch(r"-?\d+(\.\d+)?", cell), (path.name, cell[:40])
