#!/usr/bin/env python3
"""Make the English texts of the platform: ``ui/locale/en/LC_MESSAGES/django.po`` and ``django.mo``.

Usage: ``scripts/messages.py [TRANSLATIONS.json …]``. The platform's texts stand in Chinese in its templates and Python
files. This reads them all, keeps the translations there are, adds those of the given files (one object each, Chinese
to English), drops what is no longer used, and compiles the result. Exit code 0: every text has a translation; 1: at
least one has none; each is then written out, so that it can be translated and given to the next call.

Texts need no GNU gettext: Django's own reading of templates and Python's syntax tree find them, and the compiled form
is a table of a few numbers.
"""

import ast
import json
import re
import struct
import sys
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation.template import templatize

WEB = Path(__file__).parents[1] / "src/hengping/web"
CATALOGUE = WEB / "ui/locale/en/LC_MESSAGES/django.po"
HEADER = (
    "Project-Id-Version: hengping\n"
    "Language: en\n"
    "MIME-Version: 1.0\n"
    "Content-Type: text/plain; charset=UTF-8\n"
    "Content-Transfer-Encoding: 8bit\n"
    "Plural-Forms: nplurals=2; plural=(n != 1);\n"
)
"""What every catalogue says of itself; without a date, so that the same texts give the same file."""

MARKERS = {"gettext", "gettext_lazy", "gettext_noop"}
OTHER_MARKERS = {"ngettext", "ngettext_lazy", "npgettext", "npgettext_lazy", "pgettext", "pgettext_lazy"}
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_CALL = re.compile(r"""(?<!\w)(_|n?p?gettext)\(\s*(u?(?:"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'))\s*([,)])""", re.DOTALL)
_ENTRY = re.compile(r'^msgid ((?:".*"\n)+)msgstr ((?:".*"(?:\n|$))+)', re.MULTILINE)
_QUOTED = re.compile(r'^"(.*)"$', re.MULTILINE)
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t", "\r": "\\r"}
_PLAIN = {escaped: plain for plain, escaped in _ESCAPES.items()}


def is_chinese(text: str) -> bool:
    """Whether a text is one of ours; English ones belong to Django and its libraries, which translate them."""
    return _CHINESE.search(text) is not None


def python_texts(source: str, name: str) -> Iterator[str]:
    """The texts that a Python file marks, in order.

    Args:
        source: what stands in the file.
        name: of the file, for errors.

    Raises:
        ValueError: a text with plural forms or a context, which the catalogue does not keep.
    """
    tree = ast.parse(source)
    names = {
        alias.asname or alias.name: alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
    }
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and node.args]
    for call in sorted(calls, key=lambda node: (node.lineno, node.col_offset)):
        function, text = call.func, call.args[0]
        marker = function.attr if isinstance(function, ast.Attribute) else ""
        if isinstance(function, ast.Name):
            marker = names.get(function.id, "")
        if marker in OTHER_MARKERS:
            raise ValueError(f"{name}:{call.lineno}: {marker} is not used here; write one text for every number")
        if marker in MARKERS and isinstance(text, ast.Constant) and isinstance(text.value, str):
            yield text.value


def template_texts(source: str, name: str) -> Iterator[str]:
    """The texts that a template marks, in order; arguments and errors as of :func:`python_texts`.

    Raises:
        ValueError: a text with plural forms or a context.
    """
    for marker, literal, end in _CALL.findall(templatize(source, origin=name)):
        if marker not in {"_", "gettext"} or end == ",":
            raise ValueError(f"{name}: {marker}({literal}…) is not used here; write one text for every number")
        yield str(ast.literal_eval(literal))


def sources() -> dict[str, list[str]]:
    """Every Chinese text of the platform with the files it stands in, in the order of the files."""
    found: dict[str, list[str]] = {}
    for path in sorted((*WEB.rglob("*.py"), *WEB.rglob("templates/**/*.html"), *WEB.rglob("templates/**/*.txt"))):
        name = path.relative_to(WEB).as_posix()
        read = python_texts if path.suffix == ".py" else template_texts
        for text in read(path.read_text(encoding="utf-8"), name):
            places = found.setdefault(text, []) if is_chinese(text) else [name]
            if name not in places:
                places.append(name)
    return found


def read_catalogue(text: str) -> dict[str, str]:
    """The translations that a ``.po`` file holds, without its header."""
    entries = ((_unquoted(msgid), _unquoted(msgstr)) for msgid, msgstr in _ENTRY.findall(text))
    return {msgid: msgstr for msgid, msgstr in entries if msgid}


def write_catalogue(found: dict[str, list[str]], translations: dict[str, str]) -> str:
    """The ``.po`` file: a comment with the places, the Chinese text, the English one or nothing."""
    lines = ["# English texts of the platform, made by scripts/messages.py.", 'msgid ""', f"msgstr {_quoted(HEADER)}"]
    for text, places in found.items():
        lines += ["", *(f"#: {place}" for place in places)]
        if "%(" in text:
            lines.append("#, python-format")
        lines += [f"msgid {_quoted(text)}", f"msgstr {_quoted(translations.get(text, ''))}"]
    return "\n".join((*lines, ""))


def compiled(translations: dict[str, str]) -> bytes:
    """The ``.mo`` file: numbers, two tables of lengths and places, then all texts, sorted, each closed by a zero."""
    texts = {"": HEADER, **{msgid: msgstr for msgid, msgstr in translations.items() if msgstr}}
    pairs = sorted((msgid.encode(), msgstr.encode()) for msgid, msgstr in texts.items())
    columns = ([msgid for msgid, _ in pairs], [msgstr for _, msgstr in pairs])
    first_table, row = 7 * 4, 2 * 4
    place = first_table + 2 * row * len(pairs)
    tables, data = b"", b""
    for column in columns:
        for text in column:
            tables += struct.pack("<II", len(text), place + len(data))
            data += text + b"\0"
    second_table = first_table + row * len(pairs)
    return struct.pack("<7I", 0x950412DE, 0, len(pairs), first_table, second_table, 0, place) + tables + data


def _quoted(text: str) -> str:
    """A text as ``.po`` files have it, a line for each of its own."""
    lines = re.findall(r"[^\n]*\n|[^\n]+", text) or [""]
    quoted = [f'"{"".join(_ESCAPES.get(letter, letter) for letter in line)}"' for line in lines]
    return "\n".join(quoted if len(quoted) == 1 else ['""', *quoted])


def _unquoted(quoted: str) -> str:
    """The text behind :func:`_quoted`."""
    joined = "".join(_QUOTED.findall(quoted))
    return re.sub(r"\\.", lambda match: _PLAIN.get(match[0], match[0]), joined)


def main(*files: str) -> int:
    """Update both files; return the exit code."""
    found = sources()
    translations = read_catalogue(CATALOGUE.read_text(encoding="utf-8")) if CATALOGUE.exists() else {}
    for file in files:
        translations |= json.loads(Path(file).read_text(encoding="utf-8"))
    missing = [text for text in found if not translations.get(text)]
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    CATALOGUE.write_text(write_catalogue(found, translations), encoding="utf-8")
    kept = {text: translations[text] for text in found if text not in missing}
    CATALOGUE.with_suffix(".mo").write_bytes(compiled(kept))
    sys.stderr.write(f"{len(kept)} texts translated, {len(missing)} without translation\n")
    if missing:
        sys.stdout.write(json.dumps(dict.fromkeys(missing, ""), ensure_ascii=False, indent=1) + "\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
