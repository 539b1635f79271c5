"""What was published, and when: ``publications/`` of a run folder.

``publications/v<N>/`` is version N as it was published: ``publication.json``, ``results/<system>/`` and ``documents/``,
and for a correction ``erratum.json`` with its documents. ``publications/register.json`` lists the versions; each entry
holds the digest of its ``publication.json`` and of the entry before it, so that none can be changed, taken out or put
in unseen. All of it is sealed in the manifest; a version is never written to again.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Literal

import msgspec

from hengping.evidence.manifest import FIRST_PREVIOUS
from hengping.model import codec
from hengping.pipeline.reading import read_one
from hengping.pipeline.stamps import bytes_digest
from hengping.report.erratum_inputs import Erratum

PUBLICATIONS, REGISTER_FILE = "publications", "register.json"
PUBLICATION_FILE, ERRATUM_FILE = "publication.json", "erratum.json"
RESULTS, DOCUMENTS = "results", "documents"
FORMAT = 1
_REMEDY = "从备份恢复 publications/"


class Publication(msgspec.Struct, frozen=True, kw_only=True):
    """``publication.json``: one published version.

    Attributes:
        version: 1, 2, …
        kind: the first publication, or an erratum.
        label: number of the erratum, 更正〔2026〕第1号; empty for the first publication.
        cause: why it was corrected.
        by: who published it: a body or an office; it is public.
        published_on, recorded_at: date of the document; moment it was recorded, UTC.
        head: SHA-256 of the manifest's last line at that moment, which stands for everything that was there.
        act_log: digest of the last act in the platform's log of acts, which stands for everything that people did
            before; empty: published without the platform.
        publishable: whether nothing provisional was in it.
        forced: why it was published all the same.
        reviews, findings: digests of the human decisions and of the findings it rests on.
        files: SHA-256 of each file of the version, by its path below the version's folder.
    """

    version: int
    kind: Literal["publication", "erratum"]
    label: str = ""
    cause: str = ""
    by: str
    published_on: date
    recorded_at: datetime
    head: str
    publishable: bool
    forced: str = ""
    reviews: str
    findings: str
    files: dict[str, str]
    act_log: str = ""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One version in the register.

    Attributes:
        publication: SHA-256 of its ``publication.json``.
        previous: SHA-256 of the entry before, as written by :func:`entry_digest`; zeros for the first.
    """

    version: int
    kind: Literal["publication", "erratum"]
    label: str
    published_on: date
    publication: str
    previous: str


class Register(msgspec.Struct, frozen=True, kw_only=True):
    """``register.json``."""

    format: int = FORMAT
    entries: tuple[Entry, ...] = ()


def entry_digest(entry: Entry | None) -> str:
    """What the next entry is chained to."""
    return FIRST_PREVIOUS if entry is None else bytes_digest(codec.encode(entry))


def register_path(run: Path) -> Path:
    """Where the register lies."""
    return run / PUBLICATIONS / REGISTER_FILE


def version_folder(run: Path, version: int) -> Path:
    """Where a version lies."""
    return run / PUBLICATIONS / f"v{version}"


def read_register(run: Path) -> Register:
    """The register; empty when nothing was published.

    Raises:
        RunError: it is damaged.
    """
    path = register_path(run)
    return read_one(path, Register, remedy=_REMEDY) if path.exists() else Register()


def read_publication(run: Path, version: int) -> Publication:
    """One version.

    Raises:
        RunError: it is missing or damaged.
    """
    return read_one(version_folder(run, version) / PUBLICATION_FILE, Publication, remedy=_REMEDY)


def read_errata(run: Path) -> tuple[Erratum, ...]:
    """The corrections published so far, the first one first.

    Raises:
        RunError: the register or a correction is damaged.
    """
    versions = [entry.version for entry in read_register(run).entries if entry.kind == "erratum"]
    return tuple(read_one(version_folder(run, each) / ERRATUM_FILE, Erratum, remedy=_REMEDY) for each in versions)


def with_entry(register: Register, publication: Publication, data: bytes) -> Register:
    """The register with one more version. ``data``: the bytes of its ``publication.json``."""
    last = register.entries[-1] if register.entries else None
    entry = Entry(
        version=publication.version,
        kind=publication.kind,
        label=publication.label,
        published_on=publication.published_on,
        publication=bytes_digest(data),
        previous=entry_digest(last),
    )
    return Register(entries=(*register.entries, entry))
