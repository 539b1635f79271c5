"""The English texts: every Chinese one has one, the compiled file is the written one, pages speak English."""

import gettext
import importlib.util
import io
import re
import sys
from html import unescape
from pathlib import Path
from types import ModuleType

import pytest
from django.template.base import Lexer, TokenType
from django.utils.translation import override

from hengping.web.policy.words import Stage
from web.world import World

SCRIPT = Path(__file__).parents[2] / "scripts/messages.py"
CHINESE = re.compile(r"[\u3400-\u9fff]")
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z]|%%")
SIGNS = {"衡", "中文"}
"""The seal of the platform, and the name of the other language, which stand as they are in every language."""


def _script() -> ModuleType:
    if "messages" not in sys.modules:
        spec = importlib.util.spec_from_file_location("messages", SCRIPT)
        assert spec is not None
        assert spec.loader is not None
        sys.modules["messages"] = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(sys.modules["messages"])
    return sys.modules["messages"]


@pytest.fixture(scope="module")
def script() -> ModuleType:
    return _script()


@pytest.fixture(scope="module")
def catalogue(script: ModuleType) -> dict[str, str]:
    return script.read_catalogue(script.CATALOGUE.read_text(encoding="utf-8"))


def test_every_text_has_a_translation_and_no_translation_is_left_over(script, catalogue):
    found = script.sources()
    assert len(found) > 1_000
    assert [text for text in found if not catalogue.get(text)] == [], "scripts/messages.py"
    assert [text for text in catalogue if text not in found] == [], "scripts/messages.py"


def test_both_sides_have_the_same_placeholders(catalogue):
    assert {
        text: english
        for text, english in catalogue.items()
        if sorted(PLACEHOLDER.findall(text)) != sorted(PLACEHOLDER.findall(english))
    } == {}


def test_the_compiled_file_is_the_written_one(script, catalogue):
    data = script.CATALOGUE.with_suffix(".mo").read_bytes()
    assert data == script.compiled(catalogue), "scripts/messages.py"
    known = gettext.GNUTranslations(io.BytesIO(data))
    assert {text: known.gettext(text) for text in catalogue} == catalogue


def test_nothing_is_lost_when_the_file_is_written_again(script, catalogue):
    again = script.write_catalogue(script.sources(), catalogue)
    assert script.read_catalogue(again) == catalogue
    assert list(script.read_catalogue(again)) == list(script.sources())


@pytest.mark.parametrize("text", ['引号"和\\反斜杠', "第一行\n第二行\n", "\n\n\t缩进", "末尾%% %(count)s"])
def test_hard_texts_survive_the_file(script, text):
    written = script.write_catalogue({text: ["a.html"]}, {text: f"{text}!"})
    assert script.read_catalogue(written) == {text: f"{text}!"}


def test_texts_are_found_where_they_may_stand(script):
    template = (
        '{% translate "甲" %}{% include "x" with a=_("乙") %}{{ x|default:_("丙") }}'
        '{% blocktranslate trimmed with day=x|date:_("丁") %}\n  {{ day }}戊\n{% endblocktranslate %}'
        '{# {% translate "己" %} #}{{ _("庚") }}'
    )
    assert list(script.template_texts(template, "x.html")) == ["甲", "乙", "丙", "丁", "%(day)s戊", "庚"]
    python = 'from django.utils.translation import gettext as _, gettext_lazy\na = [_("甲"), gettext_lazy("乙" "丙")]\n'
    assert list(script.python_texts(python, "x.py")) == ["甲", "乙丙"]


@pytest.mark.parametrize(
    ("reader", "source"),
    [
        ("template_texts", '{% translate "甲" context "乙" %}'),
        ("template_texts", "{% blocktranslate count n=n %}甲{% plural %}乙{% endblocktranslate %}"),
        ("python_texts", "from django.utils.translation import ngettext\nngettext('甲', '乙', 2)"),
    ],
)
def test_what_the_catalogue_cannot_keep_is_refused(script, reader, source):
    with pytest.raises(ValueError, match="is not used here"):
        list(getattr(script, reader)(source, "x"))


def _outside(template: str) -> list[str]:
    """The Chinese texts of a template that nobody can translate."""
    found = []
    inside = False
    for token in Lexer(template).tokenize():
        name = token.contents.split()[0] if token.token_type is TokenType.BLOCK else ""
        if name in {"blocktranslate", "endblocktranslate"}:
            inside = name == "blocktranslate"
        elif name in {"translate", "trans"} or token.token_type is TokenType.COMMENT or inside:
            continue
        text = re.sub(r"""_\((?:"[^"]*"|'[^']*')\)""", "", token.contents)
        found += [each for each in re.findall(r"[\u3400-\u9fff]+", text) if each not in SIGNS]
    return found


def test_templates_hold_no_chinese_outside_translate_tags():
    assert _outside('{% translate "甲" %}乙{{ x|date:"Y年" }}{% include "x" with a=_("丙") %}') == ["乙", "年"]
    folder = _script().WEB
    files = [path for path in folder.rglob("templates/**/*") if path.is_file()]
    assert len(files) > 100
    outside = {path.relative_to(folder).as_posix(): _outside(path.read_text(encoding="utf-8")) for path in files}
    assert {name: texts for name, texts in outside.items() if texts} == {}


def _words(page: str, start: str, end: str) -> str:
    """What people read between two marks of a page."""
    between = page[page.index(start) : page.index(end, page.index(start))]
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", between)).split())


def test_pages_in_english_have_english_menus(world: World):
    campaign = world.at(Stage.PRELIMINARY)
    client = world.client("organiser")
    client.cookies["django_language"] = "en"
    home = client.get("/").content.decode()
    assert '<html lang="en">' in home
    menu = _words(home, 'id="hp-menu"', "</nav>")
    assert "Evaluations" in menu
    assert "Organisations" in menu
    assert CHINESE.search(menu) is None
    page = client.get(f"/campaigns/{campaign.pk}/").content.decode()
    tabs = _words(page, f'<li><a href="/campaigns/{campaign.pk}/', "</ul>")
    assert "Indicator systems" in tabs
    assert "Roster" in tabs
    assert CHINESE.search(tabs) is None


def test_pages_without_a_wish_are_chinese(world: World):
    page = world.client("organiser").get("/").content.decode()
    assert '<html lang="zh-CN">' in page
    assert "绩效评估" in _words(page, 'id="hp-menu"', "</nav>")


def test_words_that_are_made_once_follow_the_language():
    for language, word in (("en", "Rectification and appeals"), ("zh-hans", "整改与申诉")):
        with override(language):
            assert Stage.OBJECTION.label == word
