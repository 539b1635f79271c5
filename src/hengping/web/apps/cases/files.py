"""Attachments: which are taken, and writing them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from hengping.evidence.files import write_atomic
from hengping.model.errors import InputError
from hengping.web.apps.cases.models import CaseFile

if TYPE_CHECKING:
    from collections.abc import Sequence

    from django.core.files.uploadedfile import UploadedFile

    from hengping.web.apps.cases.models import CaseNomination

MOST_FILES = 5
MOST_BYTES = 10_000_000
_ZIP = b"PK\x03\x04"
BEGINNINGS = {
    "pdf": (b"%PDF-",),
    "docx": (_ZIP,),
    "xlsx": (_ZIP,),
    "jpg": (b"\xff\xd8\xff",),
    "jpeg": (b"\xff\xd8\xff",),
    "png": (b"\x89PNG\r\n\x1a\n",),
}
"""Permitted kinds, and how the bytes of each begin."""
_LONGEST_NAME = 200


def require_files(uploads: Sequence[UploadedFile[bytes]], standing: int = 0) -> None:
    """See that attachments may be taken.

    Raises:
        InputError: too many, too large, of another kind, or not what their name says.
    """
    if standing + len(uploads) > MOST_FILES:
        raise InputError(_("附件最多%(most)s个") % {"most": MOST_FILES})
    for upload in uploads:
        name = upload.name or ""
        kind = _kind(name)
        if kind not in BEGINNINGS:
            raise InputError(_("附件只能是PDF、Word、Excel或图片（pdf、docx、xlsx、jpg、png）"), where=name)
        if (upload.size or 0) > MOST_BYTES or not upload.size:
            raise InputError(_("附件不能为空，也不能超过10MB"), where=name)
        upload.seek(0)
        if not upload.read(16).startswith(BEGINNINGS[kind]):
            raise InputError(_("附件内容与扩展名不符"), where=name)


def add_files(case: CaseNomination, uploads: Sequence[UploadedFile[bytes]]) -> list[CaseFile]:
    """Keep attachments: the bytes first, then the row; bytes without a row are nobody's.

    Raises:
        InputError: as :func:`require_files`.
        EvidenceError: the disk is full or the place cannot be written.
    """
    require_files(uploads, case.files.count())
    made = []
    for upload in uploads:
        upload.seek(0)
        data = upload.read()
        name = upload.name or ""
        row = CaseFile(
            case=case, name=name[-_LONGEST_NAME:], kind=_kind(name), size=len(data),
            sha256=hashlib.sha256(data).hexdigest(),
        )  # fmt: skip
        row.path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(row.path, data)
        row.save(force_insert=True)
        made.append(row)
    return made


def _kind(name: str) -> str:
    return name.rpartition(".")[2].lower()
