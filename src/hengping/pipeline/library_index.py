"""The full-text index over all archived pages of a run: built when first asked for, from the archive and the facts.

It stands under ``.state`` of the run folder: derived, no part of the result, not in the manifest; deleted, it is made
again. Each site is written in one transaction with a stamp of what it was made from, so that a killed build goes on
where it stopped and only sites with other evidence or facts are read again.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import msgspec
import structlog

from hengping.evidence.archive import INDEX_FILE, SiteArchive
from hengping.evidence.errors import DroppedError
from hengping.extract.challenge import challenge_kind
from hengping.extract.personal_masking import mask_personal
from hengping.extract.plain import plain_text, question_and_answer
from hengping.model.errors import InputError, RunError
from hengping.model.evidence import Capture
from hengping.model.facts import SiteFacts
from hengping.model.site import Site
from hengping.pipeline.context import Run
from hengping.pipeline.library_policies import PolicyTags, policy_tags
from hengping.pipeline.library_words import index_terms
from hengping.pipeline.stage_check import read_facts
from hengping.pipeline.stamps import code_digest, digest_of, file_digest

LIBRARY_DIR = "library"
_FILE = "index.sqlite"
_MADE_BY = (
    "extract",
    "pipeline/library_index.py",
    "pipeline/library_policies.py",
    "pipeline/library_words.py",
)
"""The code that an index depends on."""
_READ = frozenset({"home", "page", "frame"})
_HTML = ("text/html", "application/xhtml+xml", "")
_OK = 200
_VERSION = "2"
"""Raised when what is written into the index changes its shape or meaning."""
_SHORTEST = 10
"""Characters of text below which a page holds nothing to find."""
_SCHEMA = """
CREATE TABLE IF NOT EXISTS site (site_code TEXT PRIMARY KEY, name TEXT NOT NULL, stamp TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS doc (
    id INTEGER PRIMARY KEY,
    site_code TEXT NOT NULL,
    url TEXT NOT NULL,
    title TEXT NOT NULL,
    kind TEXT NOT NULL,
    section TEXT NOT NULL,
    section_class TEXT NOT NULL,
    published_on TEXT NOT NULL,
    source TEXT NOT NULL,
    record_id TEXT NOT NULL,
    digest TEXT NOT NULL,
    body TEXT NOT NULL,
    question TEXT NOT NULL,
    answer TEXT NOT NULL,
    policy BLOB
);
CREATE INDEX IF NOT EXISTS doc_site ON doc (site_code);
CREATE INDEX IF NOT EXISTS doc_kind ON doc (kind);
CREATE VIRTUAL TABLE IF NOT EXISTS terms USING fts5 (title, body, content='', contentless_delete=1);
"""
_OLD_SCHEMA = _SCHEMA.replace(", contentless_delete=1", "")
"""For SQLite before 3.43: there a site that changed makes the whole index be built again."""
_CONTENTLESS_DELETE = (3, 43)


class _Known(msgspec.Struct, frozen=True):
    """What the facts of a site say of a page."""

    title: str = ""
    kind: str = "other"
    section: str = ""
    section_class: str = ""
    published_on: str = ""
    source: str = ""


@contextmanager
def open_index(run: Run) -> Iterator[sqlite3.Connection]:
    """The index of a run, made or brought up to date first.

    Raises:
        RunError: no site of the run was collected, or facts are missing.
        EvidenceError: evidence is missing or was changed.
    """
    folder = run.folder.state_dir / LIBRARY_DIR
    folder.mkdir(parents=True, exist_ok=True)
    with closing(_opened(folder / _FILE)) as index:
        _bring_up_to_date(run, index)
        yield index


def site_code_of(run: Run, wanted: str) -> str:
    """The code of the site that is meant by a code or (a part of) a name.

    Raises:
        InputError: no site or several are meant.
    """
    if any(site.site_code == wanted for site in run.sites):
        return wanted
    found = [site for site in run.sites if wanted in site.name]
    if len(found) == 1:
        return found[0].site_code
    what = "名单中没有这个网站" if not found else f"有{len(found)}个网站的名称含“{wanted}”"
    raise InputError(f"{what} (unknown or ambiguous site)", where="--site", remedy="写网站标识码，见 roster.csv")


def _opened(path: Path) -> sqlite3.Connection:
    """The database; one that is damaged or of another shape is made again."""
    for _ in range(2):
        index = sqlite3.connect(path)
        try:
            index.execute("PRAGMA journal_mode=WAL")
            index.execute("PRAGMA synchronous=NORMAL")
            index.execute("PRAGMA secure_delete=ON")  # what was taken out is not left behind in the file
            index.executescript(_SCHEMA if sqlite3.sqlite_version_info >= _CONTENTLESS_DELETE else _OLD_SCHEMA)
            index.execute("SELECT count(policy) FROM doc WHERE id = 0")
        except sqlite3.DatabaseError:
            index.close()
            _remove(path)
        else:
            return index
    raise RunError("检索库无法建立 (the index cannot be written)", where=str(path), remedy="检查磁盘空间和权限后再试")


def _remove(path: Path) -> None:
    for suffix in ("", "-wal", "-shm"):
        with suppress(FileNotFoundError):
            path.with_name(path.name + suffix).unlink()


def _bring_up_to_date(run: Run, index: sqlite3.Connection) -> None:
    code = digest_of(_VERSION, code_digest(*_MADE_BY))
    stamps = dict(index.execute("SELECT site_code, stamp FROM site"))
    wanted = {site.site_code: (site, _stamp(run, site, code)) for site in run.sites}
    if not any(run.folder.facts_file(code).exists() for code in wanted):
        raise RunError("没有可检索的内容", where=str(run.path), remedy="先运行 hengping extract")
    changed = [code for code, (_, stamp) in wanted.items() if stamps.get(code) != stamp]
    gone = [code for code in stamps if code not in wanted]
    if not changed and not gone:
        return
    if sqlite3.sqlite_version_info < _CONTENTLESS_DELETE and any(code in stamps for code in (*changed, *gone)):
        index.executescript("DROP TABLE terms; DELETE FROM doc; DELETE FROM site;")
        index.executescript(_OLD_SCHEMA)
        changed, gone = list(wanted), []
    run.progress.begin("library", len(changed))
    for site_code in (*gone, *changed):
        with index:
            _forget(index, site_code)
            if site_code in wanted:
                _write_site(run, index, *wanted[site_code])
        if site_code in wanted:
            run.progress.advance("library", site_code)
    run.progress.end("library")


def _stamp(run: Run, site: Site, code: str) -> str:
    evidence = run.folder.site_evidence(site.site_code)
    facts = file_digest(run.folder.facts_file(site.site_code))
    return digest_of(code, site.name, file_digest(evidence / INDEX_FILE), facts)


def _forget(index: sqlite3.Connection, site_code: str) -> None:
    if sqlite3.sqlite_version_info >= _CONTENTLESS_DELETE:
        index.execute("DELETE FROM terms WHERE rowid IN (SELECT id FROM doc WHERE site_code = ?)", (site_code,))
    index.execute("DELETE FROM doc WHERE site_code = ?", (site_code,))
    index.execute("DELETE FROM site WHERE site_code = ?", (site_code,))


def _write_site(run: Run, index: sqlite3.Connection, site: Site, stamp: str) -> None:
    if run.folder.facts_file(site.site_code).exists():
        facts = read_facts(run.folder, site.site_code)
        known = _known(facts)
        archive = SiteArchive(run.folder.site_evidence(site.site_code))
        seen: set[str] = set()
        for capture in archive.iter_captures():
            if _is_page(capture) and capture.url not in seen and capture.digest not in seen:
                seen |= {capture.url, capture.digest}
                _write_page(index, archive, site, capture, known.get(capture.url, _Known()))
    index.execute("INSERT INTO site VALUES (?, ?, ?)", (site.site_code, site.name, stamp))


def _is_page(capture: Capture) -> bool:
    return (
        capture.status == _OK
        and capture.failure is None
        and not capture.location
        and capture.purpose in _READ
        and capture.mime in _HTML
    )


def _write_page(index: sqlite3.Connection, archive: SiteArchive, site: Site, capture: Capture, known: _Known) -> None:
    try:
        body = archive.read(capture).body
    except DroppedError:
        return
    if challenge_kind(body, capture.status):
        return
    try:
        plain = plain_text(body, content_type=capture.content_type)
    except Exception:  # noqa: BLE001 - one page that cannot be read must not take the others out of the search
        structlog.get_logger().exception("page left out of the search", url=capture.url)
        return
    if len(plain.text) < _SHORTEST:
        return
    title = mask_personal(known.title or plain.title) or capture.url
    text = mask_personal(plain.text)  # what is searched and shown holds nobody's numbers; the archive keeps the page
    question, answer = question_and_answer(text) if known.kind == "message" else ("", "")
    tags: PolicyTags | None = None
    if known.kind in {"article", "other"}:
        tags = policy_tags(title, plain.whole, section_class=known.section_class, published_on=known.published_on)
    row = index.execute(
        "INSERT INTO doc (site_code, url, title, kind, section, section_class, published_on, source, record_id, digest,"
        " body, question, answer, policy) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            site.site_code,
            capture.url,
            title,
            known.kind,
            known.section,
            known.section_class,
            known.published_on,
            known.source,
            capture.record_id,
            capture.digest,
            text,
            question,
            answer,
            msgspec.json.encode(tags) if tags else None,
        ),
    )
    index.execute(
        "INSERT INTO terms (rowid, title, body) VALUES (?, ?, ?)",
        (row.lastrowid, index_terms(title), index_terms(text)),
    )


def _known(facts: SiteFacts) -> dict[str, _Known]:
    """What the facts say of each page, by its address."""
    sections = {section.section_id: section for section in facts.sections}
    found: dict[str, _Known] = {facts.home.url: _Known(title=facts.site.name, kind="home")}
    for section in facts.sections:
        found[section.url] = _Known(
            title=section.title, kind="section", section=section.title, section_class=section.section_class.value
        )
    for article in facts.articles:
        section_of = sections.get(article.section_id)
        found[article.url] = _Known(
            title=article.title,
            kind="article",
            section=section_of.title if section_of else "",
            section_class=section_of.section_class.value if section_of else "",
            published_on=article.published_on.isoformat() if article.published_on else "",
            source=article.source,
        )
    for guide in facts.guides:
        found[guide.url] = _Known(title=guide.title, kind="guide", section_class="guide")
    for message in facts.messages:
        day = message.replied_on or message.asked_on
        if message.url and message.url not in found:
            found[message.url] = _Known(
                title=message.title,
                kind="message" if message.valid else "other",
                section=message.section_title,
                section_class="message",
                published_on=day.isoformat() if day else "",
            )
    return found
