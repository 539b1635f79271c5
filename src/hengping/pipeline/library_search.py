"""What is asked of the index: full-text search, the policy library, hot questions, and answers to a question."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from hengping.model.errors import InputError
from hengping.pipeline.context import Run
from hengping.pipeline.library_index import open_index, site_code_of
from hengping.pipeline.library_policies import PolicyTags, is_in_force
from hengping.pipeline.library_words import any_of, folded, query, question_terms

_SNIPPET = 90
_LONGEST_QUERY = 200
_ALIKE = 0.45
"""Share of common terms from which two letters ask the same."""
_MOST_LETTERS = 20_000
_ANSWER = 600
_ENOUGH = 0.34
"""Share of a question's terms that an answer must hold to be offered."""
_DOC = (
    "doc.site_code, site.name, doc.url, doc.title, doc.kind, doc.section, doc.published_on, doc.record_id, doc.digest"
)
_FILTERS = """
 AND (:site = '' OR doc.site_code = :site) AND (:section = '' OR instr(doc.section, :section) > 0)
 AND (:kind = '' OR doc.kind = :kind) AND (:since = '' OR doc.published_on >= :since)
 AND (:until = '' OR (doc.published_on <> '' AND doc.published_on <= :until))
"""


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page as a result: where it is, what it is, and which record of the archive holds it."""

    site_code: str
    site: str
    url: str
    title: str
    kind: str
    section: str
    published_on: str
    record_id: str
    digest: str


class SearchHit(msgspec.Struct, frozen=True, kw_only=True):
    """One page found. ``snippet``: words around the first place, ``【】`` around what was looked for."""

    page: Page
    snippet: str


class SearchResult(msgspec.Struct, frozen=True, kw_only=True):
    """What a search found: how many in all, and the hits asked for, the best first."""

    query: str
    total: int
    hits: tuple[SearchHit, ...]


class Policy(msgspec.Struct, frozen=True, kw_only=True):
    """One document of the policy library. ``in_force``: None when nothing is printed about it."""

    page: Page
    tags: PolicyTags
    in_force: bool | None
    copies: int = 1


class HotQuestion(msgspec.Struct, frozen=True, kw_only=True):
    """Letters that ask the same: the most typical title, how many, in which months and on which sites."""

    title: str
    count: int
    months: dict[str, int]
    sites: dict[str, int]
    terms: tuple[str, ...]
    letters: tuple[Page, ...]


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """An answer that was published. ``match``: share of the question's terms that it holds, two digits."""

    page: Page
    question: str
    answer: str
    match: str


def search(
    run: Run,
    text: str,
    *,
    site: str = "",
    section: str = "",
    kind: str = "",
    since: date | None = None,
    until: date | None = None,
    limit: int = 20,
    offset: int = 0,
) -> SearchResult:
    """Pages that hold all words of a query, the best first; hits in titles count more.

    Raises:
        InputError: the query holds nothing to look for, or the site is not known.
    """
    wanted = query(text[:_LONGEST_QUERY])
    if not wanted:
        raise InputError("没有可检索的词 (nothing to look for)", where=text or "QUERY", remedy="写汉字、字母或数字")
    given = {
        "query": wanted,
        "site": site_code_of(run, site) if site else "",
        "section": section,
        "kind": kind,
        "since": since.isoformat() if since else "",
        "until": until.isoformat() if until else "",
        "limit": limit,
        "offset": offset,
    }
    joined = "FROM terms JOIN doc ON doc.id = terms.rowid JOIN site USING (site_code) WHERE terms MATCH :query"
    with open_index(run) as index:
        (total,) = index.execute(f"SELECT count(*) {joined} {_FILTERS}", given).fetchone()
        rows = index.execute(
            f"SELECT {_DOC}, doc.body {joined} {_FILTERS}"
            " ORDER BY bm25(terms, 8.0, 1.0), doc.published_on DESC, doc.url LIMIT :limit OFFSET :offset",
            given,
        ).fetchall()
    words = _words(text)
    return SearchResult(
        query=text,
        total=total,
        hits=tuple(SearchHit(page=_page(row), snippet=_snippet(row[-1], words)) for row in rows),
    )


def policies(run: Run, *, site: str = "", issuer: str = "", theme: str = "", number: str = "") -> tuple[Policy, ...]:
    """Policy documents, the newest first; one number on several sites counts once."""
    code = site_code_of(run, site) if site else ""
    with open_index(run) as index:
        rows = index.execute(
            f"SELECT {_DOC}, doc.policy FROM doc JOIN site USING (site_code)"  # noqa: S608 - constants only
            " WHERE doc.policy IS NOT NULL AND (? = '' OR doc.site_code = ?) ORDER BY doc.site_code, doc.url",
            (code, code),
        ).fetchall()
    found: dict[str, Policy] = {}
    for row in rows:
        tags = msgspec.json.decode(row[-1], type=PolicyTags)
        one = Policy(page=_page(row), tags=tags, in_force=is_in_force(tags, run.as_of))
        if (
            issuer not in tags.issuer
            or number not in tags.number
            or not any(theme in each for each in tags.themes or ("",))
        ):
            continue
        key = tags.number or f"{one.page.site_code} {one.page.url}"
        other = found.get(key)
        found[key] = one if other is None else msgspec.structs.replace(other, copies=other.copies + 1)
    return tuple(sorted(found.values(), key=lambda one: (_dated(one), one.page.url), reverse=True))


def hot_questions(run: Run, *, site: str = "", least: int = 2, limit: int = 20) -> tuple[HotQuestion, ...]:
    """Groups of published letters that ask the same, the largest first."""
    code = site_code_of(run, site) if site else ""
    with open_index(run) as index:
        rows = index.execute(
            f"SELECT {_DOC} FROM doc JOIN site USING (site_code)"  # noqa: S608 - constants only
            " WHERE doc.kind = 'message' AND (? = '' OR doc.site_code = ?)"
            " ORDER BY doc.published_on DESC, doc.url LIMIT ?",
            (code, code, _MOST_LETTERS),
        ).fetchall()
    groups = [
        _hot(letters, terms) for letters, terms in _grouped([_page(row) for row in rows]) if len(letters) >= least
    ]
    return tuple(sorted(groups, key=lambda group: (-group.count, group.title))[:limit])


def answers(run: Run, question: str, *, site: str = "", limit: int = 5) -> tuple[Answer, ...]:
    """Published answers to a question, the most fitting first: replies to letters, then guides and other pages.

    Raises:
        InputError: the question holds no telling word, or the site is not known.
    """
    terms = question_terms(question[:_LONGEST_QUERY])
    if not terms:
        raise InputError(
            "问题里没有可检索的词 (no telling word)", where=question or "QUESTION", remedy="写明所问的事项"
        )
    given = {"query": any_of(terms), "site": site_code_of(run, site) if site else ""}
    with open_index(run) as index:
        rows = index.execute(
            f"SELECT {_DOC}, doc.question, doc.answer, doc.body FROM terms JOIN doc ON doc.id = terms.rowid"  # noqa: S608
            " JOIN site USING (site_code) WHERE terms MATCH :query AND (:site = '' OR doc.site_code = :site)"
            " AND doc.kind IN ('message', 'guide', 'article')"
            " AND (doc.kind <> 'message' OR doc.answer <> '') ORDER BY bm25(terms, 6.0, 1.0), doc.url LIMIT 100",
            given,
        ).fetchall()
    ranked = sorted(
        ((_share(terms, row), row) for row in rows),
        key=lambda pair: (-pair[0] - _BY_KIND.get(pair[1][4], 0.0), pair[1][2]),
    )
    return tuple(_answer(row, terms, share) for share, row in ranked[:limit] if share >= _ENOUGH)


_BY_KIND = {"message": 0.15, "guide": 0.1}


def _page(row: Sequence[str]) -> Page:
    return Page(**dict(zip(Page.__struct_fields__, row, strict=False)))


def _words(text: str) -> list[str]:
    return [word for word in re.split(r"[\s“”\"]+", folded(text)) if word and not word.startswith(("-", "－"))]


def _snippet(body: str, words: Iterable[str]) -> str:
    """The text around the first place of a word, every place of a word in it marked."""
    plain = folded(body)
    places = [plain.find(word) for word in words if word in plain]
    start = max(0, min(places, default=0) - _SNIPPET // 3)
    part = " ".join(body[start : start + _SNIPPET].split())
    same = folded(part)
    marked, last = [], 0
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    for found in re.finditer(pattern, same) if pattern else ():
        marked += [part[last : found.start()], "【", part[found.start() : found.end()], "】"]
        last = found.end()
    text = "".join([*marked, part[last:]])
    return f"{'……' if start else ''}{text}{'……' if start + _SNIPPET < len(body) else ''}"


def _dated(one: Policy) -> str:
    return one.tags.made_on or one.tags.published_on or one.page.published_on


def _grouped(letters: Sequence[Page]) -> list[tuple[list[Page], Counter[str]]]:
    """Letters by what they ask: each joins the group whose terms it shares most, from :data:`_ALIKE` on."""
    groups: list[tuple[list[Page], Counter[str]]] = []
    by_term: dict[str, set[int]] = {}
    for letter in letters:
        terms = frozenset(question_terms(letter.title))
        if not terms:
            continue
        shared = Counter(number for term in terms for number in by_term.get(term, ()))
        best, most = -1, 0.0
        for number, _ in shared.most_common(20):
            alike = _alike(terms, groups[number])
            if alike > most:
                best, most = number, alike
        if most < _ALIKE:
            groups.append(([], Counter()))
            best = len(groups) - 1
        groups[best][0].append(letter)
        groups[best][1].update(terms)
        for term in terms:
            by_term.setdefault(term, set()).add(best)
    return groups


def _alike(terms: frozenset[str], group: tuple[list[Page], Counter[str]]) -> float:
    """Mean share of common terms with the members of a group."""
    letters, counts = group
    common = sum(counts[term] for term in terms) / len(letters)
    size = sum(counts.values()) / len(letters)
    return 2 * common / (len(terms) + size)


def _hot(letters: Sequence[Page], terms: Counter[str]) -> HotQuestion:
    typical = max(letters, key=lambda one: (sum(terms[term] for term in set(question_terms(one.title))), one.url))
    return HotQuestion(
        title=typical.title,
        count=len(letters),
        months=dict(sorted(Counter(one.published_on[:7] for one in letters if one.published_on).items())),
        sites=dict(sorted(Counter(one.site for one in letters).items())),
        terms=tuple(term for term, _ in terms.most_common(5)),
        letters=tuple(letters[:10]),
    )


def _share(terms: Sequence[str], row: Sequence[str]) -> float:
    text = folded(f"{row[3]}\n{row[9]}\n{row[10]}\n{row[11]}")
    title = folded(f"{row[3]}\n{row[9]}")
    held = sum(term in text for term in terms) / len(terms)
    return (held + sum(term in title for term in terms) / len(terms)) / 2


def _answer(row: Sequence[str], terms: Sequence[str], share: float) -> Answer:
    question, answer, body = row[9], row[10], row[11]
    return Answer(
        page=_page(row),
        question=question or row[3],
        answer=(answer or _telling_part(body, terms))[:_ANSWER],
        match=f"{share:.2f}",
    )


def _telling_part(body: str, terms: Sequence[str]) -> str:
    """Of a longer page the lines around the one that holds most of the terms."""
    lines = body.split("\n")
    counts = [sum(term in folded(line) for term in terms) for line in lines]
    best = max(range(len(lines)), key=lambda number: counts[number], default=0)
    return "\n".join(lines[best : best + 4])
