"""Proofs of exemptions: checked, kept by their digest, given back only as downloads."""

from __future__ import annotations

import hashlib
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils.translation import gettext as _

from hengping.evidence.files import write_atomic
from hengping.model.errors import InputError, RunError
from hengping.web.apps.ledger.models import Exemption

MOST_BYTES = 20 * 1024 * 1024
_BEGINNINGS = {
    ".pdf": b"%PDF-", ".png": b"\x89PNG\r\n\x1a\n", ".jpg": b"\xff\xd8\xff", ".jpeg": b"\xff\xd8\xff",
    ".docx": b"PK\x03\x04", ".xlsx": b"PK\x03\x04",
}  # fmt: skip
"""What files of each kind begin with: a name can say anything."""
ACCEPTED = "PDF、PNG、JPG、DOCX、XLSX"


def keep(file: UploadedFile[bytes]) -> tuple[str, int, str]:
    """Store a proof.

    Returns:
        Name as shown, size, SHA-256.

    Raises:
        InputError: empty, too large, or not of an accepted kind.
        EvidenceError: the disk is full.
    """
    name = "".join(sign for sign in (file.name or "").replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable())
    name = name.strip()[-120:] or _("文件")
    size = file.size or 0
    if not size or size > MOST_BYTES:
        raise InputError(_("“%(name)s”是空文件，或超过20MB") % {"name": name}, remedy=_("压缩或拆分后再上传"))
    data = file.read()
    begins = _BEGINNINGS.get(Path(name).suffix.lower())
    if begins is None or not data.startswith(begins):
        raise InputError(
            _("“%(name)s”不是可以上传的文件") % {"name": name}, remedy=_("可以上传：%(kinds)s") % {"kinds": ACCEPTED}
        )
    digest = hashlib.sha256(data).hexdigest()
    path = _place(digest)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    write_atomic(path, data)
    return name, size, digest


def download(exemption: Exemption) -> FileResponse:
    """A proof as a download that no browser opens as a page.

    Raises:
        RunError: the file is gone or not what was handed in.
    """
    path = _place(exemption.sha256)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise RunError(_("证明材料文件缺失"), where=exemption.file_name, remedy=_("从备份恢复")) from error
    if hashlib.file_digest(stream, "sha256").hexdigest() != exemption.sha256:
        stream.close()
        raise RunError(_("证明材料与提交时不一致"), where=exemption.file_name, remedy=_("从备份恢复"))
    stream.seek(0)
    answer = FileResponse(
        stream, as_attachment=True, filename=exemption.file_name, content_type="application/octet-stream"
    )
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _place(digest: str) -> Path:
    folder: Path = settings.DATA_DIR / "exemptions"
    return folder / digest[:2] / digest
