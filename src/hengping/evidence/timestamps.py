"""Time stamps (RFC 3161) over the manifest: that a run was as it is by some instant, on the word of a third party.

``timestamps/<n>.tsq`` is the request, to be taken to a time-stamping authority by whatever way there is; it holds the
SHA-256 of the manifest's last line, which stands for everything before it, and nothing of the content.
``timestamps/<n>.tsr`` is the answer. ``timestamps/<n>.json`` says which manifest line was meant. The folder is no part
of the manifest: a stamp can only be had after what it stamps.

Checked of an answer: that it was granted, that its imprint and nonce are those of the request, and that the request
stands for a line of this manifest. The signature and the authority's certificate chain are checked only by a tool that
knows whom to trust, ``openssl ts -verify``; without it they are said not to have been.
"""

import hashlib
import os
import re
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import msgspec

from hengping.evidence.der import (
    GENERALIZED_TIME,
    INTEGER,
    NULL,
    OCTETS,
    SEQUENCE,
    TRUE,
    DerError,
    Value,
    der,
    der_int,
    der_oid,
    one,
)
from hengping.evidence.errors import EvidenceError
from hengping.evidence.files import complete_lines, disk_error, write_atomic
from hengping.evidence.run_folder import RunFolder
from hengping.model.codec import decode, encode_pretty

_SHA256 = der_oid("2.16.840.1.101.3.4.2.1")
_SIGNED_DATA = der_oid("1.2.840.113549.1.7.2")
_TST_INFO = der_oid("1.2.840.113549.1.9.16.1.4")
_GRANTED = (0, 1)
_EXPLICIT_0 = 0xA0
_NONCE_BYTES = 8
_MAX_ANSWER_BYTES = 1 << 20
_OPENSSL_S = 30
_FIXED_FIELDS = 5


class Meant(msgspec.Struct, frozen=True, kw_only=True):
    """What a request stands for: a line of the manifest."""

    line: int
    head: str
    requested_at: datetime


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """What a time stamp says.

    Attributes:
        number: of the request.
        stamped_at: when, by the authority's word; None while there is no answer.
        line: line of the manifest that it stands for; all before it stand too.
        signature_checked: whether the signature was verified against certificates given for it.
    """

    number: int
    stamped_at: datetime | None
    line: int
    signature_checked: bool = False


def request_stamp(run: Path, now: datetime) -> Path:
    """Write a request for the manifest as it is now.

    Returns:
        The ``.tsq`` file, to be taken to an authority.

    Raises:
        EvidenceError: there is no manifest, or the disk is full.
    """
    lines = complete_lines(RunFolder(run).manifest)
    if not lines:
        raise EvidenceError(
            "没有清单，无可申请时间戳 (no manifest)", where=str(run), remedy="先运行 hengping run 完成评估"
        )
    folder = RunFolder(run).timestamps_dir
    number = max(_numbers(folder), default=0) + 1
    digest = hashlib.sha256(lines[-1]).digest()
    meant = Meant(line=len(lines), head=digest.hex(), requested_at=now.astimezone(UTC))
    write_atomic(folder / f"{number}.json", encode_pretty(meant))
    write_atomic(folder / f"{number}.tsq", _request(digest, int.from_bytes(os.urandom(_NONCE_BYTES))))
    return folder / f"{number}.tsq"


def add_stamp(run: Path, answer: Path, *, ca: Path | None = None) -> Stamp:
    """Keep an authority's answer beside the request it belongs to.

    Args:
        run: the run folder.
        answer: the ``.tsr`` file.
        ca: certificates to trust (PEM); then the signature is checked, too.

    Raises:
        EvidenceError: it was not granted, is damaged, belongs to no request here, or its signature does not hold.
    """
    try:
        with answer.open("rb") as stream:
            data = stream.read(_MAX_ANSWER_BYTES)
    except OSError as error:
        raise disk_error(error, answer) from error
    folder = RunFolder(run).timestamps_dir
    faults = []
    for number in _numbers(folder):
        try:
            stamp = _check(run, number, data, answer, ca)
        except EvidenceError as error:
            faults.append(error)
        else:
            write_atomic(folder / f"{number}.tsr", data)
            return stamp
    if len(faults) == 1:
        raise faults[0]
    raise EvidenceError(
        "时间戳与任何一份申请都不相符 (belongs to no request here)",
        where=str(answer),
        remedy="先用 hengping archive timestamp 生成申请，再附上对它的答复",
    )


def check_stamps(run: Path, *, ca: Path | None = None) -> tuple[list[Stamp], list[tuple[Path, str]]]:
    """The time stamps of a run that hold, and the files that do not, each with why; the chain is not looked at."""
    folder = RunFolder(run).timestamps_dir
    stamps, faults = [], []
    for number in _numbers(folder):
        path = folder / f"{number}.tsr"
        try:
            if path.exists():
                stamps.append(_check(run, number, path.read_bytes()[:_MAX_ANSWER_BYTES], path, ca))
            else:
                stamps.append(Stamp(number=number, stamped_at=None, line=_meant(run, number)[0].line))
        except (EvidenceError, OSError) as error:
            faults.append((path if path.exists() else folder / f"{number}.tsq", _reason(error)))
    return stamps, faults


def _reason(error: EvidenceError | OSError) -> str:
    return error.what if isinstance(error, EvidenceError) else str(error.strerror or error)


def _request(digest: bytes, nonce: int) -> bytes:
    """TimeStampReq, asking for the authority's certificate."""
    imprint = der(SEQUENCE, der(SEQUENCE, _SHA256 + der(NULL)) + der(OCTETS, digest))
    return der(SEQUENCE, der_int(1) + imprint + der_int(nonce) + TRUE)


def _meant(run: Path, number: int) -> tuple[Meant, bytes, bytes]:
    """What a request stands for, its digest and its nonce, held against each other and the manifest."""
    folder = RunFolder(run).timestamps_dir
    path = folder / f"{number}.tsq"
    try:
        meant = decode((folder / f"{number}.json").read_bytes(), Meant)
        _, imprint, nonce, *_ = one(path.read_bytes()).parts()
        digest = imprint.parts()[1].content
    except (OSError, ValueError, IndexError) as error:
        raise EvidenceError("时间戳申请损坏 (damaged request)", where=str(path)) from error
    lines = complete_lines(RunFolder(run).manifest)
    there = 0 < meant.line <= len(lines) and hashlib.sha256(lines[meant.line - 1]).digest() == digest
    if not there or meant.head != digest.hex():
        raise EvidenceError("时间戳所指的清单行已改变 (the manifest line it stands for has changed)", where=str(path))
    return meant, digest, nonce.content


def _check(run: Path, number: int, data: bytes, path: Path, ca: Path | None) -> Stamp:
    meant, digest, nonce = _meant(run, number)
    try:
        info = _tst_info(data)
        fields = info.parts()
        imprint = fields[2].parts()
        stamped_at = _instant(next(field for field in fields if field.tag == GENERALIZED_TIME))
        # accuracy, ordering and the authority's name are optional and of other types
        nonces = [field.content for field in fields[_FIXED_FIELDS:] if field.tag == INTEGER]
        same = imprint[1].content == digest and imprint[0].parts()[0].whole == _SHA256
    except (ValueError, IndexError, StopIteration) as error:
        raise EvidenceError("时间戳答复损坏或未获批准 (damaged or not granted)", where=str(path)) from error
    if not same or nonces != [nonce]:
        raise EvidenceError("时间戳不是对这份申请的答复 (not the answer to this request)", where=str(path))
    if ca is not None:
        _verify_signature(RunFolder(run).timestamps_dir / f"{number}.tsq", data, ca)
    return Stamp(number=number, stamped_at=stamped_at, line=meant.line, signature_checked=ca is not None)


def _tst_info(data: bytes) -> Value:
    """What was signed: TimeStampResp, its token a CMS SignedData, in it TSTInfo.

    Raises:
        ValueError, IndexError: it is no such thing, or was not granted.
    """
    status, token = one(data).parts()
    if int.from_bytes(status.parts()[0].content) not in _GRANTED:
        raise DerError
    kind, signed = token.parts()
    content = one(signed.content).parts()[2].parts()
    if kind.whole != _SIGNED_DATA or content[0].whole != _TST_INFO or content[1].tag != _EXPLICIT_0:
        raise DerError
    return one(one(content[1].content).content)


def _instant(value: Value) -> datetime:
    text = value.content.decode("ascii")
    return datetime.strptime(text.partition(".")[0].removesuffix("Z"), "%Y%m%d%H%M%S").replace(tzinfo=UTC)


def _verify_signature(request: Path, data: bytes, ca: Path) -> None:
    """Let openssl verify the signature; it is asked for only when certificates were named."""
    tool = shutil.which("openssl")
    if tool is None:
        raise EvidenceError("没有 openssl，无法核验签名 (openssl is not there)", remedy="安装 openssl，或不用 --ca")
    part = request.with_name(f".{request.stem}.tsr.part")
    try:
        part.write_bytes(data)
        command = [tool, "ts", "-verify", "-queryfile", str(request), "-in", str(part), "-CAfile", str(ca)]
        done = subprocess.run(command, capture_output=True, check=False, timeout=_OPENSSL_S)  # noqa: S603 - fixed words
    except OSError as error:
        raise disk_error(error, part) from error
    except subprocess.TimeoutExpired as error:
        raise EvidenceError("核验签名超时 (openssl took too long)", where=str(ca)) from error
    finally:
        part.unlink(missing_ok=True)
    if done.returncode:
        raise EvidenceError("时间戳签名不成立 (signature does not hold)", where=str(ca), remedy="核对信任的证书")


def _numbers(folder: Path) -> list[int]:
    names = (re.fullmatch(r"([1-9]\d{0,8})\.(?:tsq|tsr)", path.name) for path in folder.glob("*.ts[qr]"))
    return sorted({int(match[1]) for match in names if match})
