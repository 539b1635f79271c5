"""A new indicator system to start from: the commented template, or a shipped system under a new name."""

import re
from importlib.resources import files
from pathlib import Path

from hengping.indicators.load import load_system, system_bytes
from hengping.model.errors import InputError

_ID = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,63}")


def new_system(system_id: str, origin: str = "") -> str:
    """Text of a new system file that lints clean.

    Args:
        system_id: its id.
        origin: id or file of a system to copy, comments and all; empty: the template. A copy keeps everything but
            ``id`` and ``version``; what a source printed (``published``) stays with it.

    Raises:
        InputError: the id cannot be used, or there is no such system.
    """
    if not _ID.fullmatch(system_id):
        remedy = "用英文字母开头，只含字母、数字、点、横线、下划线，最多 64 个字符"
        raise InputError(f"“{system_id[:40]}”不能用作编号", where="ID", remedy=remedy)
    if not origin:
        template = files("hengping.library") / "template" / "system.yaml"
        return template.read_text(encoding="utf-8").replace("NEW-SYSTEM", system_id)
    old = load_system(origin)
    if old.id == system_id:
        raise InputError(f"编号 {system_id} 与原体系相同", where="ID", remedy="换一个编号，例如加上年份")
    text = system_bytes(origin).decode("utf-8-sig")
    text = re.sub(r"^id:.*$", f"id: {system_id}", text, count=1, flags=re.MULTILINE)
    # A copy begins its own history.
    return re.sub(r"^version:.*$", 'version: "1"', text, count=1, flags=re.MULTILINE)


def write_new(system_id: str, out: Path, origin: str = "") -> None:
    """Write a new system file; one that is there already is never overwritten.

    Raises:
        InputError: see :func:`new_system`; or the file exists or cannot be written.
    """
    text = new_system(system_id, origin)
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        with out.open("x", encoding="utf-8") as stream:
            stream.write(text)
    except FileExistsError as error:
        raise InputError("文件已存在，不覆盖", where=str(out), remedy="用 --out 换一个文件名") from error
    except OSError as error:
        raise InputError(f"无法写入（{error.strerror}）", where=str(out), remedy="检查路径和权限") from error
