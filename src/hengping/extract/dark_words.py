"""What no government site says, and where no hidden link is suspected: vocabulary of dark links, and known hosts.

The words stand in ``library/lexicons/illicit_words.yaml``, the hosts in ``known_hosts.yaml``. A word is a sign, never a
verdict: a text that speaks *about* such things (打击赌博) says so by other words, and then it says nothing.
"""

import re
from collections.abc import Iterable
from functools import cache, lru_cache
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import unquote

import msgspec
from ruamel.yaml import YAML

from hengping.model.urls import host_of

_LONGEST = 400
"""Characters of a text that are looked at: a link says what it is for in fewer."""
_MOST_WORDS = 8
_MANY_WEAK = 3
_PAIR = 2
_NO_LETTER = re.compile(r"[\W_]+")
_NUMBERED = re.compile(r"(?<![a-z])(?:bets?|(?:am)?xpj|bjl|ssc|lhc)-?\d{2,}|\d{2,}(?:bets?|xpj|bjl)(?![a-z])")
"""How such sites number their many names: 新葡京, 百家乐, 时时彩, 六合彩 by their initials."""
_NEVER = "(?!)"
_REST, _REST_OF_SEVERAL, _LATIN_REST = 5, 10, 4
"""Characters and words beside those of the lexicon up to which a text is a name or a slogan, not a sentence."""
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN_WORD = re.compile(r"[a-z]{2,}")


class Said(NamedTuple):
    """Words of the lexicon in a text, each once, in order of the text.

    Attributes:
        strong: one of them is enough.
        weak: they count beside another sign.
        about: the text speaks about such things; then neither counts.
        loose: the words stand in a longer sentence, which tells something rather than offers it: such a text offers
            nothing by itself, and hints only where nobody sees it.
    """

    strong: tuple[str, ...] = ()
    weak: tuple[str, ...] = ()
    about: bool = False
    loose: bool = False

    @property
    def offers(self) -> bool:
        """Whether the text offers what the words name: a strong word or many weak ones, and no talk about them."""
        return not self.about and not self.loose and bool(self.strong or len(self.weak) >= _MANY_WEAK)

    @property
    def hints(self) -> bool:
        """Whether any word was found and the text does not speak about such things."""
        return not self.about and bool(self.strong or self.weak)

    @property
    def words(self) -> tuple[str, ...]:
        """All words found, the strong ones first."""
        return (self.strong + self.weak)[:_MOST_WORDS]


NOTHING = Said()


class _Words(msgspec.Struct, frozen=True):
    """The lexicon as patterns; those of Chinese words are matched without blanks and marks between the characters."""

    strong: re.Pattern[str]
    strong_latin: re.Pattern[str]
    weak: re.Pattern[str]
    weak_latin: re.Pattern[str]
    masked: re.Pattern[str]
    about: re.Pattern[str]
    advertising: re.Pattern[str]
    host_parts: frozenset[str]
    weak_host_parts: frozenset[str]
    host_strings: re.Pattern[str]
    for_sale: re.Pattern[str]
    defaced: re.Pattern[str]
    defaced_weak: re.Pattern[str]


@cache
def _words() -> _Words:
    data = _read("illicit_words.yaml")
    themes = data["themes"].values()
    strong = [str(word).lower() for theme in themes for word in theme["strong"]]
    weak = [str(word).lower() for theme in themes for word in theme["weak"]]
    weak_parts = frozenset(data["weak_host_parts"])
    return _Words(
        strong=_any_of(word for word in strong if not word.isascii()),
        strong_latin=_any_of((word for word in strong if word.isascii()), apart=True),
        weak=_any_of(word for word in weak if not word.isascii()),
        weak_latin=_any_of((word for word in weak if word.isascii()), apart=True),
        masked=_any_of(str(word).lower() for word in data["masked"]),
        about=_any_of(str(word).lower() for word in data["about"]),
        advertising=_any_of(str(word).lower() for word in data["advertising"]),
        host_parts=frozenset(data["host_parts"]) | weak_parts,
        weak_host_parts=weak_parts,
        host_strings=_any_of(data["host_strings"]),
        for_sale=_any_of(data["for_sale"]),
        defaced=_any_of(data["defaced"]["strong"]),
        defaced_weak=_any_of(data["defaced"]["weak"]),
    )


def may_offer(text: str) -> bool:
    """A quick look, for texts that nearly always are innocent: whether a strong word may stand in it."""
    words, lowered = _words(), text[:_LONGEST].lower()
    return bool(words.strong.search(lowered) or words.strong_latin.search(lowered))


def _is_sentence(together: str, lowered: str, strong: int) -> bool:
    """Whether much is left of a text without the words of the lexicon and those that advertisements are made of."""
    words = _words()
    rest = words.advertising.sub("", words.weak.sub("", words.strong.sub("", together)))
    latin = words.weak_latin.sub(" ", words.strong_latin.sub(" ", words.advertising.sub(" ", lowered)))
    several = strong > 1
    return len(_HAN.findall(rest)) > (_REST_OF_SEVERAL if several else _REST) or len(
        _LATIN_WORD.findall(latin)
    ) > _LATIN_REST * (1 + several)


@lru_cache(maxsize=8_192)
def said_in(text: str) -> Said:
    """Words of the lexicon in a text.

    Args:
        text: as printed; letters may be kept apart by blanks or marks (六 合 彩).
    """
    words = _words()
    lowered = text[:_LONGEST].lower()
    together = words.masked.sub("，", _NO_LETTER.sub("", lowered))
    strong = _found(words.strong, together) + _found(words.strong_latin, lowered)
    weak = _found(words.weak, together) + _found(words.weak_latin, lowered)
    if not strong and not weak:
        return NOTHING
    return Said(strong, weak, bool(words.about.search(lowered)), _is_sentence(together, lowered, len(strong)))


def said_by_link(text: str, title: str, url: str) -> Said:
    """What a link says: by its text, its title and its address.

    Args:
        text: its visible text.
        title: its ``title`` attribute.
        url: its target, normal form.
    """
    spoken = said_in(f"{text} {title}" if title and title != text else text)
    named = said_by_host(host_of(url))
    written = said_in(unquote(url.partition("://")[2].partition("/")[2])) if "%" in url else NOTHING
    if spoken is NOTHING and named is NOTHING and written is NOTHING:
        return NOTHING
    # A host is named after what it offers, whatever its links say about it.
    kept = [one for one in (spoken, written) if not one.about]
    strong = tuple(dict.fromkeys(word for one in (*kept, named) for word in one.strong))
    weak = tuple(dict.fromkeys(word for one in (*kept, named) for word in one.weak))
    if not kept and not named.strong:
        return Said(spoken.strong, spoken.weak, about=True)
    loose = bool(spoken.loose and not named.strong and not written.offers)
    return Said(strong, weak, about=spoken.about and not named.strong, loose=loose)


@lru_cache(maxsize=4_096)
def said_by_host(host: str) -> Said:
    """What a host name says.

    Args:
        host: lower case.
    """
    words = _words()
    name = host.removeprefix("www.")
    strong = list(_found(words.host_strings, name))
    weak: list[str] = []
    for part in re.split(r"[^a-z]+", name.rpartition(".")[0]):
        if part in words.host_parts:
            (weak if part in words.weak_host_parts else strong).append(part)
    strong += _found(_NUMBERED, name)
    if len(set(weak)) >= _PAIR:
        strong, weak = [*strong, *weak], []
    return Said(tuple(dict.fromkeys(strong)), tuple(dict.fromkeys(weak))) if strong or weak else NOTHING


def offers_domain(text: str) -> str:
    """The words by which a page offers its own domain for sale; empty when it does not.

    Args:
        text: of the page, lower case.
    """
    found = _words().for_sale.search(text)
    return found[0] if found else ""


def boasts(text: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Boasts of those who change other people's pages: sure ones, and words that also have an honest meaning.

    Args:
        text: as printed.
    """
    lowered = text[:_LONGEST].lower()
    return _found(_words().defaced, lowered), _found(_words().defaced_weak, lowered)


_BOASTS = re.compile(
    r"hack|h4ck|deface|pwned|0wned|greetz|cyber|anonymous|黑客|红客|被黑|入侵|一游|黑页", re.IGNORECASE
)


def may_boast(text: str) -> bool:
    """A quick look: whether a text can hold a boast."""
    return bool(_BOASTS.search(text))


@cache
def _known_hosts() -> tuple[frozenset[str], frozenset[str]]:
    data = _read("known_hosts.yaml")
    government = frozenset(data["government"])
    return government, frozenset(name for kind in ("official", "media", "tools", "makers") for name in data[kind])


@lru_cache(maxsize=8_192)
def is_government(host: str) -> bool:
    """Whether a host stands in a domain that only public bodies get (gov.cn, 政务 ...)."""
    return _below(host, _known_hosts()[0])


@lru_cache(maxsize=8_192)
def is_known(host: str) -> bool:
    """Whether a hidden link to a host means nothing: government, known media, counters, tools."""
    return not host or is_government(host) or _below(host, _known_hosts()[1])


def is_own(host: str, own_host: str) -> bool:
    """Whether a host belongs to the site: the same name, or one below or above it, ``www.`` aside."""
    name, own = host.removeprefix("www."), own_host.removeprefix("www.")
    if not own:
        return False
    return name == own or name.endswith(f".{own}") or ("." in name and own.endswith(f".{name}"))


def is_outside(host: str, own_host: str) -> bool:
    """Whether a host is neither the site's own, nor a public body's, nor a known one."""
    return not is_known(host) and not is_own(host, own_host)


def _below(host: str, names: frozenset[str]) -> bool:
    while host:
        if host in names:
            return True
        host = host.partition(".")[2]
    return False


def _found(pattern: re.Pattern[str], text: str) -> tuple[str, ...]:
    first = pattern.search(text)
    if first is None:
        return ()
    return tuple(dict.fromkeys(found[0] for found in pattern.finditer(text)))[:_MOST_WORDS]


def _any_of(words: Iterable[str], *, apart: bool = False) -> re.Pattern[str]:
    """A pattern of any of the words, longer ones first; ``apart``: no letter stands beside them."""
    body = "|".join(re.escape(word) for word in sorted(set(words), key=lambda word: (-len(word), word)))
    return re.compile(rf"(?<![a-z])(?:{body})(?![a-z])" if apart else body or _NEVER)


def _read(name: str) -> dict[str, Any]:
    text = (resources.files("hengping.library") / "lexicons" / name).read_text("utf-8")
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(text)
    return data
