"""``init``: a commented campaign folder to start from."""

from importlib import resources
from pathlib import Path
from typing import Annotated

import typer

from hengping.cli.console import out
from hengping.model.errors import InputError
from hengping.pipeline.run_info import today

_FILES = ("campaign.yaml", "roster.csv")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("init", help="建立一个评估目录，含带注释的样例。Make a campaign folder.")(init)


def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="要建立的目录。Folder to make.")]) -> None:
    """Write ``campaign.yaml`` and ``roster.csv``; files that are there already are never overwritten."""
    standing = [name for name in _FILES if (folder / name).exists()]
    if standing:
        raise InputError(f"目录中已有 {'、'.join(standing)}", where=str(folder), remedy="换一个目录，或先移走这些文件")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in _FILES:
            template = (resources.files("hengping.library") / "campaign" / name).read_text(encoding="utf-8")
            text = template.replace("@AS_OF@", today().isoformat()).replace("@YEAR@", str(today().year))
            (folder / name).write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputError(f"无法写入（{error.strerror}）", where=str(folder), remedy="检查路径和权限") from error
    console = out()
    console.print(f"已建立 {folder}/campaign.yaml 和 {folder}/roster.csv", soft_wrap=True)
    console.print(f"填好名单后运行：hengping run {folder}/campaign.yaml", soft_wrap=True)
