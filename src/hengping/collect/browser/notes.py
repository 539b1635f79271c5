"""What became of each page that was to be rendered: ``browser.jsonl`` in the site's evidence folder, a line a page.

It is the account of browser time, requests and bytes, says which hosts the site's pages were kept from, and is where a
killed run goes on: a page with a line is not opened again. A torn last line is cut, and its page opened again.
"""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import msgspec

from hengping.evidence.files import append_line, complete_lines
from hengping.model.codec import decode, encode
from hengping.model.evidence import FailureKind

NOTES_FILE = "browser.jsonl"
"""Name of the file in a site's evidence folder."""


class RenderNote(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One page in the browser.

    Attributes:
        url: address of the page as archived.
        why: why it was chosen: ``home``, ``section``, ``article`` (a look at each template) or ``scripted``.
        failure: why it could not be rendered: ``own_fault``, ``blocked``, ``budget``; None when it was.
        detail: the same in a few words.
        at: when it was begun, UTC.
        elapsed_ms: browser time.
        nodes: elements of the rendered page.
        requests, received_bytes: what went over the network for it.
        refused: host → how often the browser was kept from it.
        files: pictures and axe results, relative to the site's evidence folder.
        record_id: the rendered page in the archive.
    """

    url: str
    why: str = ""
    failure: FailureKind | None = None
    detail: str = ""
    at: datetime
    elapsed_ms: int = 0
    nodes: int = 0
    requests: int = 0
    received_bytes: int = 0
    refused: dict[str, int] = {}
    files: tuple[str, ...] = ()
    record_id: str = ""


def read_notes(folder: Path) -> list[RenderNote]:
    """All complete notes of a site; a line that is none is passed over, and its page opened again."""
    notes = []
    for line in complete_lines(folder / NOTES_FILE):
        try:
            notes.append(decode(line, RenderNote))
        except msgspec.DecodeError:
            continue
    return notes


def add_note(folder: Path, note: RenderNote) -> None:
    """Add a note; it is on disk when this returns.

    Raises:
        EvidenceError: the disk is full or the file cannot be written.
    """
    append_line(folder / NOTES_FILE, encode(note))


def minutes_used(notes: Sequence[RenderNote]) -> float:
    """Browser time spent on a site so far."""
    return sum(note.elapsed_ms for note in notes) / 60_000
