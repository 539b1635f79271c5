"""WACZ 1.1.1 (https://specs.webrecorder.net/wacz/1.1.1/): evidence packed so that public viewers open it.

A ZIP file: the WARC files as they are under ``archive/``, a compressed CDXJ index in blocks with the list of blocks
beside it under ``indexes/``, the list of pages under ``pages/``, and ``datapackage.json`` with size and SHA-256 of each
file, itself fixed by ``datapackage-digest.json``. Compressed files are stored, so that viewers read single records out
of a file of any size.

What can go wrong, and what then happens:

- Killed or disk full: the file asked for is not there, or the one before still is.
- The site is being collected: :class:`~hengping.evidence.errors.EvidenceError`.
"""

import fcntl
import gzip
import hashlib
import os
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from itertools import chain, islice
from pathlib import Path

import msgspec

from hengping.evidence.archive import SiteArchive
from hengping.evidence.cdxj import cdxj_lines, sorted_lines
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import disk_error, sync_folder
from hengping.evidence.pruning import standing_captures
from hengping.model.codec import encode, encode_pretty
from hengping.model.evidence import Capture

WACZ_VERSION = "1.1.1"
_BLOCK_LINES = 3000
_CHUNK = 1 << 20
_OK = 200
_HTML = ("text/html", "application/xhtml+xml", "")
_EPOCH = datetime(1980, 1, 1, tzinfo=UTC)


class WaczSite(msgspec.Struct, frozen=True, kw_only=True):
    """One site to pack.

    Attributes:
        folder: its evidence.
        prefix: what makes the names of its WARC files unique in the package.
        title: what to call its pages when nothing better is known.
        title_of: title of the page at an address; empty when unknown.
    """

    folder: Path
    prefix: str
    title: str
    title_of: Callable[[str], str] = lambda _url: ""


class WaczInfo(msgspec.Struct, frozen=True, kw_only=True):
    """What the package says of itself.

    Attributes:
        title, description: for people; the description is Markdown.
        software: what made it.
        created_at: UTC.
        more: further properties of ``datapackage.json``.
    """

    title: str
    description: str
    software: str
    created_at: datetime
    more: Mapping[str, str] = {}


class WaczResult(msgspec.Struct, frozen=True, kw_only=True):
    """What was packed: ``digest`` is ``sha256:<hex>`` of ``datapackage.json``, which stands for every file in it."""

    files: int
    pages: int
    records: int
    size: int
    digest: str


def write_wacz(out: Path, sites: Sequence[WaczSite], info: WaczInfo) -> WaczResult:
    """Pack the evidence of some sites.

    Args:
        out: the file to make, ending in ``.wacz``.
        sites: at least one with evidence.
        info: what the package says of itself.

    Raises:
        EvidenceError: nothing was collected, a site is being collected, evidence is damaged, or the disk is full.
    """
    part = out.with_name(f".{out.name}.part")
    locks = [_shared_lock(site) for site in sites]
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with part.open("wb") as stream:
            with zipfile.ZipFile(stream, "w", allowZip64=True) as archive:
                package = _Package(archive, sites, info)
                result = package.write()
            stream.flush()
            os.fsync(stream.fileno())
        part.replace(out)
        sync_folder(out.parent)
    except OSError as error:
        raise disk_error(error, out) from error
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        for lock in locks:
            if lock is not None:
                os.close(lock)
    return msgspec.structs.replace(result, size=out.stat().st_size)


class _Package:
    """One package while it is written."""

    def __init__(self, archive: zipfile.ZipFile, sites: Sequence[WaczSite], info: WaczInfo) -> None:
        self._archive = archive
        self._sites = sites
        self._info = info
        self._resources: list[dict[str, str | int]] = []
        self._pages = 0
        self._records = 0
        self._home: Capture | None = None

    def write(self) -> WaczResult:
        for site in self._sites:
            for path in sorted((site.folder / "warc").glob("*.warc.gz")):
                self._put(f"archive/{_warc_name(site, path.name)}", _file(path))
        if not self._resources:
            raise EvidenceError("没有可打包的佐证 (nothing was collected)", remedy="先运行 hengping run 完成采集")
        blocks: list[bytes] = []
        self._put("indexes/index.cdx.gz", self._index(blocks))
        self._put("indexes/index.idx", blocks, compressed=False)
        self._put("pages/pages.jsonl", self._page_lines(), compressed=False)
        package = encode_pretty(self._datapackage())
        digest = f"sha256:{hashlib.sha256(package).hexdigest()}"
        self._put("datapackage.json", [package], compressed=False)
        fixed = encode_pretty({"path": "datapackage.json", "hash": digest})
        self._put("datapackage-digest.json", [fixed], compressed=False)
        return WaczResult(files=len(self._resources), pages=self._pages, records=self._records, size=0, digest=digest)

    def _put(self, path: str, pieces: Iterable[bytes], *, compressed: bool = True) -> None:
        """One file of the package; what is compressed already is stored."""
        member = zipfile.ZipInfo(path, max(self._info.created_at, _EPOCH).timetuple()[:6])
        member.compress_type = zipfile.ZIP_STORED if compressed else zipfile.ZIP_DEFLATED
        member.external_attr = 0o644 << 16
        digest, size = hashlib.sha256(), 0
        with self._archive.open(member, "w", force_zip64=True) as stream:
            for piece in pieces:
                stream.write(piece)
                digest.update(piece)
                size += len(piece)
        name = path.rpartition("/")[2].lower()
        self._resources.append({"name": name, "path": path, "hash": f"sha256:{digest.hexdigest()}", "bytes": size})

    def _index(self, blocks: list[bytes]) -> Iterator[bytes]:
        """The index, each block a gzip member of its own; ``blocks`` gets the list of them."""
        name = "index.cdx.gz"
        meta = {"format": "cdxj-gzip-1.0", "filename": name}
        blocks.append(b"!meta 0 " + encode(meta) + b"\n")
        lines = sorted_lines(
            chain.from_iterable(
                cdxj_lines(standing_captures(site.folder), partial(_warc_name, site)) for site in self._sites
            )
        )
        offset = 0
        while block := list(islice(lines, _BLOCK_LINES)):
            data = gzip.compress(b"".join(block), mtime=0)
            place = {
                "offset": offset,
                "length": len(data),
                "digest": f"sha256:{hashlib.sha256(data).hexdigest()}",
                "filename": name,
            }
            blocks.append(b" ".join(block[0].split(b" ", 2)[:2]) + b" " + encode(place) + b"\n")
            offset += len(data)
            self._records += len(block)
            yield data

    def _page_lines(self) -> Iterator[bytes]:
        """Header, home pages, then all others."""
        yield encode({"format": "json-pages-1.0", "id": "pages", "title": "All Pages"}) + b"\n"
        for homes in (True, False):
            for site in self._sites:
                for capture in standing_captures(site.folder):
                    if _is_page(capture) and (capture.purpose == "home") == homes:
                        self._home = self._home or capture
                        self._pages += 1
                        title = site.title_of(capture.url) or (site.title if homes else "")
                        page = {"id": capture.record_id.rpartition(":")[2], "url": capture.url, "ts": _ts(capture)}
                        yield encode({**page, "title": title} if title else page) + b"\n"

    def _datapackage(self) -> dict[str, object]:
        created = f"{self._info.created_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        main = {"mainPageUrl": self._home.url, "mainPageDate": _ts(self._home)} if self._home else {}
        return {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": self._info.title,
            "description": self._info.description,
            "created": created,
            "modified": created,
            "software": self._info.software,
            **main,
            **self._info.more,
            "resources": self._resources,
        }


def _is_page(capture: Capture) -> bool:
    return (
        capture.purpose in ("home", "page")
        and capture.status == _OK
        and capture.look == 1
        and capture.mime in _HTML
        and not capture.location
    )


def _warc_name(site: WaczSite, name: str) -> str:
    return f"{site.prefix}-{name}"


def _ts(capture: Capture) -> str:
    return f"{capture.fetched_at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def _file(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(_CHUNK):
            yield piece


def _shared_lock(site: WaczSite) -> int | None:
    """Keep collectors out while the site is packed; None: nothing was collected there."""
    path = SiteArchive(site.folder).index_path
    if not path.exists():
        return None
    lock = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(lock)
        raise EvidenceError(
            "该网站正在采集 (being collected)", where=str(site.folder), remedy="等采集完成后再导出"
        ) from error
    return lock
