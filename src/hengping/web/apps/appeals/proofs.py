"""Files handed in as proof: checked, named by their digest, given back only as downloads."""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from django.utils import timezone

from hengping.model.errors import InputError, RunError
from hengping.web.apps.appeals.models import Appeal, Proof
from hengping.web.apps.appeals.people import person
from hengping.web.policy.decide import Actor

MOST_FILES = 10
MOST_BYTES = 20 * 1024 * 1024
_BEGINNINGS = {
    ".pdf": (b"%PDF-",),
    ".png": (b"\x89PNG\r\n\x1a\n",),
    ".jpg": (b"\xff\xd8\xff",),
    ".jpeg": (b"\xff\xd8\xff",),
    ".docx": (b"PK\x03\x04",),
    ".xlsx": (b"PK\x03\x04",),
}
"""What files of each kind begin with: a name can say anything."""
ACCEPTED = "、".join(sorted(ending[1:].upper() for ending in _BEGINNINGS if ending != ".jpeg"))
"""The kinds, for people."""
_LONGEST_NAME = 120


def check_files(files: Sequence[UploadedFile[Any]], standing: int = 0) -> None:
    """See that files may be handed in.

    Raises:
        InputError: too many, too large, empty, or not of an accepted kind.
    """
    if standing + len(files) > MOST_FILES:
        raise InputError(f"证明材料最多{MOST_FILES}个", remedy="合并后再上传")
    for each in files:
        name = shown_name(each.name or "")
        size = each.size or 0
        if not size or size > MOST_BYTES:
            raise InputError(f"“{name}”{'是空文件' if not size else '超过20MB'}", remedy="压缩或拆分后再上传")
        beginnings = _BEGINNINGS.get(Path(name).suffix.lower())
        each.seek(0)
        if beginnings is None or not each.read(16).startswith(beginnings):
            raise InputError(f"“{name}”不是可以上传的文件", remedy=f"可以上传：{ACCEPTED}")
        each.seek(0)


def keep(appeal: Appeal, files: Sequence[UploadedFile[Any]], actor: Actor) -> list[Proof]:
    """Store files with an appeal; the same file twice is kept once. Within an act, after :func:`check_files`.

    Files are written before the rows that name them: a kill between leaves a file that nobody names, never a name
    without a file.
    """
    kept = []
    for each in files:
        digest, size = _store(each)
        proof, made = Proof.objects.get_or_create(
            appeal=appeal,
            sha256=digest,
            defaults={
                "name": shown_name(each.name or ""),
                "size": size,
                "added_by": person(actor),
                "added_at": timezone.now(),
            },
        )
        if made:
            kept.append(proof)
    return kept


def shown_name(name: str) -> str:
    """The name that a file came with, as it is shown: no path, no control characters, not endless."""
    plain = "".join(sign for sign in name.replace("\\", "/").rsplit("/", 1)[-1] if sign.isprintable()).strip()
    stem, dot, ending = plain.rpartition(".")
    if dot and stem:
        return f"{stem[:_LONGEST_NAME]}.{ending[:10]}"
    return plain[:_LONGEST_NAME] or "文件"


def download(proof: Proof) -> FileResponse:
    """A file as a download that no browser opens as a page.

    Raises:
        RunError: the file is gone or not what was handed in.
    """
    path = _place(proof.sha256)
    try:
        stream = path.open("rb")
    except OSError as error:
        raise RunError("证明材料文件缺失", where=proof.name, remedy="从备份恢复") from error
    if hashlib.file_digest(stream, "sha256").hexdigest() != proof.sha256:
        stream.close()
        raise RunError("证明材料与提交时不一致", where=proof.name, remedy="从备份恢复")
    stream.seek(0)
    answer = FileResponse(stream, as_attachment=True, filename=proof.name, content_type="application/octet-stream")
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer["Cache-Control"] = "private, no-store"
    return answer


def _place(digest: str) -> Path:
    folder: Path = settings.DATA_DIR / "proofs"
    return folder / digest[:2] / digest


def _store(file: UploadedFile[Any]) -> tuple[str, int]:
    folder: Path = settings.DATA_DIR / "proofs"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    total, size = hashlib.sha256(), 0
    descriptor, name = tempfile.mkstemp(dir=folder, prefix=".part-")
    try:
        with os.fdopen(descriptor, "wb") as stream:
            for chunk in file.chunks():
                total.update(chunk)
                size += len(chunk)
                stream.write(chunk)
            stream.flush()
            os.fsync(stream.fileno())
        place = _place(total.hexdigest())
        place.parent.mkdir(exist_ok=True, mode=0o700)
        Path(name).replace(place)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return total.hexdigest(), size
