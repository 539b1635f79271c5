"""The search test (搜索测试, S07): which box is asked for which titles, written down before anything is asked.

The plan stands beside the site's archive as ``search.json`` and is sealed with it. Together with the captures of
purpose ``search`` it lets anybody work out again what the search found.
"""

import base64
from typing import Literal, NamedTuple
from urllib.parse import quote, quote_from_bytes

import msgspec

from hengping.model.urls import BadUrlError, normal_url

SEARCH_FILE = "search.json"
"""Name of the plan in a site's evidence folder."""

SearchMethod = Literal["get", "post"]
ValueCoding = Literal["form", "component", "escape", "double"]
"""How a browser writes the text into the request: as a form does, as ``encodeURIComponent``, as ``escape`` does, or as
``encodeURI(encodeURI(…))`` does, which servers that decode once more ask for."""
NoTest = Literal["", "no_form", "no_titles", "foreign_host", "robots", "budget"]
"""Why a site's search was not tested; empty: it was."""


class _Plain(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base: immutable, keyword-only, defaults left out of the file."""


class SearchRequest(NamedTuple):
    """What is sent: a normal URL and, for POST, the body (``application/x-www-form-urlencoded``)."""

    url: str
    body: bytes | None = None


class SearchField(_Plain, frozen=True, kw_only=True):
    """One field that is sent along.

    Attributes:
        name: as in the form.
        value: fixed value.
        holds: what is put in instead: the text asked for, or the same in Base64 (UTF-8), as some systems want it.
    """

    name: str
    value: str = ""
    holds: Literal["", "text", "base64"] = ""


class SearchBox(_Plain, frozen=True, kw_only=True):
    """A way to ask the site search, as a form or a script of a page offers it.

    Attributes:
        url: normal form of the address asked, without the fields.
        method: of the form.
        fields: in the order they are sent; at least one of them holds the text.
        charset: encoding of what is sent.
        coding: see :data:`ValueCoding`.
        source_url: page that offers it.
        how: ``form``, or ``script`` for an address put together by a script.
        hint: words printed in or beside the box.
    """

    url: str
    method: SearchMethod = "get"
    fields: tuple[SearchField, ...]
    charset: str = "utf-8"
    coding: ValueCoding = "form"
    source_url: str = ""
    how: Literal["form", "script"] = "form"
    hint: str = ""

    def request(self, text: str, *, charset: str = "") -> SearchRequest | None:
        """What a browser sends for a text; None when that is no address.

        Args:
            text: what is searched for.
            charset: another encoding than the box's own; the text is then written as forms do.
        """
        coding: ValueCoding = "form" if charset else self.coding
        pairs = "&".join(self._pair(field, text, charset or self.charset, coding) for field in self.fields)
        if self.method == "post":
            return SearchRequest(self.url, pairs.encode("ascii"))
        mark = "&" if "?" in self.url else "?"
        try:
            return SearchRequest(normal_url(f"{self.url}{mark}{pairs}"))
        except BadUrlError:
            return None

    @staticmethod
    def _pair(field: SearchField, text: str, charset: str, coding: ValueCoding) -> str:
        value = field.value
        if field.holds == "text":
            value = text
        elif field.holds == "base64":
            value = base64.b64encode(text.encode()).decode("ascii")
        return f"{_coded(field.name, charset, 'form')}={_coded(value, charset, coding)}"


class SearchTitle(_Plain, frozen=True, kw_only=True):
    """A title that is known to be on the site.

    Attributes:
        query: the part of it that is asked for.
        title: the whole title.
        wanted_url: the page that has it.
    """

    query: str
    title: str
    wanted_url: str


class SearchPlan(_Plain, frozen=True, kw_only=True):
    """What is asked of a site's search.

    Attributes:
        seed: what the choice of titles was drawn with.
        control: a text that no page has: what its answer shows is the frame, not a result.
        boxes: ways to ask, the best first.
        titles: what is asked for.
        not_tested: why nothing is asked.
        found_box: address of the box that could not be asked, if there is one.
        home_scripts: addresses of the script files of the home page: on an answer they draw no results.
    """

    seed: str
    control: str = ""
    boxes: tuple[SearchBox, ...] = ()
    titles: tuple[SearchTitle, ...] = ()
    not_tested: NoTest = ""
    found_box: str = ""
    home_scripts: tuple[str, ...] = ()


def _coded(text: str, charset: str, coding: ValueCoding) -> str:
    if coding == "double":
        return quote(quote(text, safe="!'()*-._~"))
    if coding == "component":
        return quote(text, safe="!'()*-._~")
    if coding == "escape":
        return "".join(
            character
            if character.isascii() and (character.isalnum() or character in "@*_+-./")
            else (f"%{ord(character):02X}" if ord(character) < 0x100 else f"%u{ord(character):04X}")  # noqa: PLR2004 - Latin-1
            for character in text
        )
    # what the encoding does not have, browsers write as a character reference
    return quote_from_bytes(text.encode(charset, "xmlcharrefreplace"), safe="*-._").replace("%20", "+")
