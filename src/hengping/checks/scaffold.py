"""A new check to start from: a folder that loads and whose examples hold, ready to be rewritten."""

import re
from importlib.resources import files
from pathlib import Path

from hengping.model.errors import InputError

_NAME = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")

_CHECK = '''"""The home page shows no entries (首页没有信息条目)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import judge_found
from hengping.model.facts import SiteFacts
from hengping.model.finding import Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site."""
    yield judge_found(facts, {"items": facts.home.items}, found=facts.home.items >= params["at_least"])
'''

_DEFINITION = """id: {id}
version: 1
lifecycle: experimental
theme: {theme}
mode: automatic
needs: [home]
subject: site
params:
  at_least:
    kind: count
    default: 1
    description:
      zh: 首页至少应有的信息条数
      en: Entries the home page must show at least
title:
  zh: 首页没有信息条目
  en: Home page shows no entries
why:
  zh: 说明为什么这是问题。
  en: Say why this is a fault.
remedy:
  zh: 说明被评单位应当怎么改。
  en: Say what the site operator should do.
basis:
  zh: 写明官方文件的名称和文号。
  en: Name the official document and its number.
messages:
  fail:
    zh: 首页只有{{items}}条信息（截至{{as_of}}）
    en: The home page shows only {{items}} entries (as of {{as_of}})
  pass:
    zh: 首页有{{items}}条信息
    en: The home page shows {{items}} entries
"""

_CASES = """cases:
  - name: 没有信息条目
    given:
      home: {items: 0}
    expect:
      - {outcome: fail, url: /, subject: site, values: {items: 0}, message: 首页只有0条信息}
  - name: 有信息条目
    given:
      home: {items: 3}
    expect:
      - {outcome: pass, message: 首页有3条信息}
  - name: 首页由脚本生成，没读到不等于没有
    given:
      home: {items: 0, readable: false}
    expect:
      - {outcome: cannot_tell}
"""


def new_check(place: str, root: Path | None = None) -> Path:
    """Write the three files of a new check.

    Args:
        place: ``THEME/ID``, lower case English words joined by underscores; the id is a noun for the failing state.
        root: folder that holds the themes; None: the checks of this installation.

    Returns:
        The new folder.

    Raises:
        InputError: the names do not fit, or the id is taken.
    """
    theme, _, check_id = place.partition("/")
    if not _NAME.fullmatch(theme) or not _NAME.fullmatch(check_id) or theme == "shared":
        raise InputError(
            f"检查项位置不合格：{place}", remedy="写作 主题/编号，均为小写英文，以下划线连接，如 links/broken_link"
        )
    base = Path(str(files("hengping.checks"))) if root is None else root
    if taken := sorted(base.glob(f"*/{check_id}/check.yaml")):
        raise InputError(f"检查项编号已被使用：{check_id}", where=f"{taken[0].parent.parent.name}/{check_id}")
    folder = base / theme / check_id
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "check.py").write_text(_CHECK, encoding="utf-8")
    (folder / "check.yaml").write_text(_DEFINITION.format(id=check_id, theme=theme), encoding="utf-8")
    (folder / "cases.yaml").write_text(_CASES, encoding="utf-8")
    return folder
