"""Attachments of a site: read in a process of their own, which a hostile file may slow down, swell or kill.

The process is started with the first attachment and serves all sites of its parent; after :data:`RENEWED_AFTER` files,
or when it dies, the next file gets a new one. A file at which it dies is asked once more of a fresh process, so that no
file suffers from those before it; then it counts as not read.
"""

import atexit
import contextlib
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from urllib.parse import unquote, urlsplit

import msgspec

from hengping.collect.walk_keeping import CHECK_BYTES, CUT, HEAD_ONLY
from hengping.evidence.archive import SiteArchive
from hengping.evidence.errors import DroppedError
from hengping.extract.attachments_parts import DOCUMENTS
from hengping.extract.personal_numbers import mask_text
from hengping.model.content_facts import AttachmentFact, PersonalFact
from hengping.model.evidence import Capture, FailureKind
from hengping.model.facts import PageFacts
from hengping.model.site import Site
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site
from hengping.pipeline.attachments_child import LENGTH, Reading, Request, Told
from hengping.pipeline.page_faults import PageFaults

RENEWED_AFTER = 200
"""Files after which the process is renewed, so that what libraries keep does not add up."""
WAIT_S = 300.0
"""Longest wait for an answer; processor time is limited long before."""
MAX_ATTACHMENTS = 2_000
"""Attachments read of one site; the collector's own limit is far below."""
MAX_BYTES = 4 << 30
MAX_CPU_S = 600.0
"""Processor seconds for all attachments of one site: thousands of times what an ordinary one takes. What a file needs
at which the process dies or hangs counts by the clock."""
_TRIES = 2
_PURPOSES = frozenset({"attachment", "page", "link", "frame"})
_OK = 200
_HTML = frozenset({"text/html", "application/xhtml+xml"})
_TYPES = re.compile(
    r"application/(?:pdf|msword|rtf|zip|x-zip\S*|vnd\.(?:ms-(?:excel|powerpoint|word)|openxmlformats|oasis)\S*|wps-office\S*|"
    r"kswps|kset|ofd|vnd\.ofd)|text/csv"
)
_VAGUE = frozenset({"application/octet-stream", "application/x-download", "application/force-download"})
"""What servers call a download of any kind; the bytes tell whether it is a document."""
_STORAGE = re.compile(
    r"(?:^|\.)(?:aliyuncs\.com|alicdn\.com|myqcloud\.com|myhuaweicloud\.(?:com|cn)|bcebos\.com|bdysite\.com|ctyunxs\.cn|"
    r"ctyun\.cn|clouddn\.com|qiniucdn\.com|qnssl\.com|qbox\.me|ksyuncs\.com|ksyun\.com|upaiyun\.com|upcdn\.net|jcloudcs\.com|"
    r"jdcloud-oss\.com|ufileos\.com|amazonaws\.com(?:\.cn)?|wcsapi\.com|zos\.ctyun\.cn|ecloud\.10086\.cn|cmecloud\.cn|kunlun\w{2}\.com)$"
    r"|^(?:oss|obs|cos|s3|cdn|static|files?|attach(?:ments?)?|uploads?|downloads?|resources?|res|storage|minio|img|images?|fs)\d{0,2}[.\-]"
)
"""Storage that sites rent: by the provider's name, or by what the host is called."""
_IN_FIGURES = re.compile(r"(?:\d{1,3}\.){3}\d{1,3}(?::\d+)?|\[[0-9a-f:.]+\]", re.IGNORECASE)
_SHORTEST_NAME = 2
_ANSWERED = frozenset({None, FailureKind.CERTIFICATE})
_TITLE = 200


_COMMAND = (sys.executable, "-P", "-m", "hengping.pipeline.attachments_child")


class _DiedError(Exception):
    """The process ended without an answer."""

    def __init__(self, status: int) -> None:
        super().__init__(status)
        self.status = status


class AttachmentProcess:
    """A process that reads attachments; renewed when it is needed. For one thread at a time.

    Args:
        command: what to start.
        wait_s: longest wait for an answer.

    Attributes:
        spent_s: processor seconds that all files took so far.
    """

    def __init__(self, command: Sequence[str] = _COMMAND, wait_s: float = WAIT_S) -> None:
        self._command = command
        self._wait_s = wait_s
        self._process: subprocess.Popen[bytes] | None = None
        self._served = 0
        self.spent_s = 0.0

    def read(self, request: Request) -> Reading:
        """Read one attachment. What kills or stalls the process is not read: ``damaged`` or ``too_large``."""
        message = msgspec.msgpack.encode(request)
        why = "damaged"
        for _ in range(_TRIES):
            began = time.monotonic()
            try:
                told = msgspec.msgpack.decode(self._ask(message), type=Told)
            except _DiedError as error:
                self.spent_s += time.monotonic() - began
                if error.status in {-signal.SIGXCPU, -signal.SIGKILL}:
                    why = "too_large"
                    break
            else:
                self.spent_s += told.spent_s
                return told.reading
        return Reading(unread_why=why)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        for stream in (process.stdin, process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        process.kill()
        process.wait()

    def _ask(self, message: bytes) -> bytes:
        if self._served >= RENEWED_AFTER:
            self.close()
        process = self._process or self._start()
        self._served += 1
        assert process.stdin is not None  # noqa: S101 - made with pipes
        assert process.stdout is not None  # noqa: S101 - made with pipes
        try:
            process.stdin.write(LENGTH.pack(len(message)) + message)
            process.stdin.flush()
            (length,) = LENGTH.unpack(self._take(process, LENGTH.size))
            return self._take(process, length)
        except (OSError, EOFError) as error:
            self.close()
            raise _DiedError(process.returncode) from error

    def _take(self, process: subprocess.Popen[bytes], size: int) -> bytes:
        assert process.stdout is not None  # noqa: S101 - made with pipes
        out = bytearray()
        with selectors.DefaultSelector() as selector:
            selector.register(process.stdout, selectors.EVENT_READ)
            while len(out) < size:
                if not selector.select(self._wait_s):
                    process.kill()
                    raise EOFError
                piece = os.read(process.stdout.fileno(), min(size - len(out), 1 << 20))
                if not piece:
                    process.wait()
                    raise EOFError
                out += piece
        return bytes(out)

    def _start(self) -> subprocess.Popen[bytes]:
        self._served = 0
        self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and module
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            bufsize=0,
        )
        return self._process


_process = AttachmentProcess()
atexit.register(_process.close)


def read_attachments(  # noqa: PLR0917 - one caller
    archive: SiteArchive,
    site: Site,
    captures: Sequence[Capture],
    pages: Mapping[str, PageFacts],
    latest: date,
    faults: PageFaults,
) -> tuple[tuple[AttachmentFact, ...], tuple[PersonalFact, ...]]:
    """The site's attachments as facts, and the personal data in them, both by address.

    Args:
        archive: the site's evidence.
        site: the site; what other sites serve is theirs.
        captures: the index.
        pages: what was read; their links say what an attachment is called.
        latest: nobody is born after this day.
        faults: takes the files that we fail to have read; such a file counts as not read.
    """
    chosen = _chosen(site, captures)
    titles = _titles(pages.values(), frozenset(chosen))
    attachments: list[AttachmentFact] = []
    personal: list[PersonalFact] = []
    room, spent_before = MAX_BYTES, _process.spent_s
    for number, url in enumerate(sorted(chosen)):
        capture = chosen[url]
        title = titles.get(url) or _file_name(url)
        why = _unread_why(capture)
        room -= capture.size
        if not why and (number >= MAX_ATTACHMENTS or room < 0 or _process.spent_s - spent_before > MAX_CPU_S):
            why = "site_limit"
        reading = Reading(unread_why=why or "damaged")
        if not why:
            with faults.of(capture):
                reading = _read(archive, capture, title, latest)
        if reading.form == "other" and reading.unread_why and _is_vague(capture):
            continue  # a download of whatever kind, no document
        attachments.append(
            AttachmentFact(
                url=url,
                title=mask_text(title),
                source_url=capture.source_url,
                form=reading.form,
                size=capture.size,
                text_length=reading.text_length,
                unread_why=reading.unread_why,
                evidence=capture.ref,
            )
        )
        if reading.personal:
            personal.append(
                PersonalFact(
                    url=url,
                    title=mask_text(title),
                    source_url=capture.source_url,
                    attachment=True,
                    data=reading.personal,
                    evidence=capture.ref,
                )
            )
    return tuple(attachments), tuple(personal)


def _read(archive: SiteArchive, capture: Capture, title: str, latest: date) -> Reading:
    try:
        body = archive.read(capture).body
    except DroppedError:
        return Reading(unread_why="dropped")
    return _process.read(Request(body, capture.url, title, capture.content_type, latest))


def _chosen(site: Site, captures: Sequence[Capture]) -> dict[str, Capture]:
    """The best capture of every document that the site serves: received whole rather than cut, the later rather."""
    try:
        host = host_of(normal_url(site.url))
    except BadUrlError:
        return {}
    chosen: dict[str, Capture] = {}
    for capture in sorted(captures, key=lambda each: (not _unread_why(each), each.fetched_at, each.record_id)):
        if (
            capture.purpose in _PURPOSES
            and capture.status == _OK
            and capture.failure in {*_ANSWERED, FailureKind.INCOMPLETE, FailureKind.TOO_LARGE, FailureKind.BOMB}
            and capture.mime not in _HTML
            and not capture.location
            and (_named(capture) or _TYPES.fullmatch(capture.mime) or capture.mime in _VAGUE)
            and _own(host_of(capture.url), host)
        ):
            chosen[capture.url] = capture
    return chosen


def _named(capture: Capture) -> bool:
    """Whether the address promises a document."""
    return DOCUMENTS.search(urlsplit(capture.url).path) is not None


def _is_vague(capture: Capture) -> bool:
    return capture.mime in _VAGUE and not _named(capture)


def _own(host: str, site_host: str) -> bool:
    """Whether a file is the site's to answer for: on its own host, or in storage that it rents.

    A storage host is one of a storage provider, an address in figures, or one that is named as storage or after the
    site; what newspapers, companies and other offices serve is theirs.
    """
    if same_site(host, site_host):
        return True
    if host.endswith(".gov.cn"):
        return host.endswith("." + site_host.removeprefix("www.")) and _STORAGE.search(host) is not None
    own = _own_name(site_host)
    return bool(
        _STORAGE.search(host)
        or _IN_FIGURES.fullmatch(host)
        or (len(own) > _SHORTEST_NAME and own in re.split(r"[.\-_]", host))
    )


def _own_name(host: str) -> str:
    """The name that a site's host is told by: ``nanning`` of ``www.nanning.gov.cn``."""
    labels = host.removesuffix(".gov.cn").split(".")
    return labels[-1]


def _unread_why(capture: Capture) -> str:
    if capture.failure is FailureKind.INCOMPLETE:
        return "damaged"
    if capture.failure not in _ANSWERED or capture.detail == CUT:
        return "too_large"
    if capture.detail == HEAD_ONLY or capture.size == CHECK_BYTES:  # evidence from before it was noted
        return "over_budget"
    return ""


def _titles(pages: Iterable[PageFacts], urls: frozenset[str]) -> dict[str, str]:
    """What links call the attachments; of several texts the longest, so that the order of pages does not matter."""
    titles: dict[str, str] = {}
    for page in pages:
        for link in page.links:
            if link.url in urls and (len(link.text), link.text) > (
                len(titles.get(link.url, "")),
                titles.get(link.url, ""),
            ):
                titles[link.url] = link.text[:_TITLE]
    return titles


def _file_name(url: str) -> str:
    return unquote(urlsplit(url).path.rpartition("/")[2])[:_TITLE]
