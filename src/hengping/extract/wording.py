"""Wordings of a page that a lexicon calls wrong, with what speaks for and against each.

The whole page is looked at once, by one automaton over all lexicons. Only where something is found its surroundings are
read: another word that merely contains the same characters is no hit at all; an error that the text speaks of
(“误写为…”, a table of right and wrong words, a correction notice) is a hit in doubt, left to a person.
"""

import re
from bisect import bisect_right

from hengping.extract.flat import Element, Page
from hengping.extract.personal_numbers import mask_text
from hengping.extract.targets import follow
from hengping.extract.wording_lexicon import Entry, Found, Lexicon, wording_lexicon
from hengping.model.content_facts import WordingHit
from hengping.model.facts import PageKind

_REACH = 30
"""Characters of context on either side."""
_MOST_HITS = 200
"""Hits kept of one page; what has more is a word list or a broken decoding."""
_SENTENCE_END = re.compile(r"[。！？!?\n；;]")
_OPENING, _CLOSING = "“‘「『\"'〝【[（(《<", "”’」』\"'〞】]）)》>"
_QUOTE_OPEN, _QUOTE_CLOSE = "“‘「『\"'〝", "”’」』\"'〞"
_SPEAKS_OF_ERROR = re.compile(
    r"误写|误作|误为|误成|误打|误印|误录|误把|误将|错写|写错|错成|打错|印错|错印|错用|用错|混用|错别字|别字|错字|笔误|讹误|异形词|字形|偏旁|辨析|易错"
    r"|规范用字|规范汉字|写法|应写|错误表述|表述错误|表述有误|不规范表述|正确表述|规范表述|错误用法|正确用法|错误说法|勘误|更正|咬文嚼字|错敏|错词"
)
"""Words of texts about right and wrong words."""
_MAY_SPEAK_OF_ERROR = re.compile(
    r"写作|写成|混淆|差错|纠错|校对|用字|敏感词|有误|错误|改为|改成|修改为|纠正|不规范|而不是|并非"
    r"|字样|低级|表述|曝光|通报批评"
)
"""Words that such texts use too; they count only where the wording itself is set in quotation marks."""
_ABOUT_ERRORS = re.compile(
    r"错别字|别字|易错|错字|用字|异形词|咬文嚼字|辨析|勘误|更正|校对|误用|写错|写法|错误表述|表述错误|规范表述|表述规范|规范用语|错敏|易混"
)
"""Titles of such texts."""
_AFTER_SAYS_WRONG = re.compile(
    r"(?:一[词字]|二字|等)?(?:的)?[\s”’」』\"'〞）)】\]》、，,：:]{0,4}"
    r"(?:均?(?:应该?|系|为|是|属于?)(?:改?为|是|作|改成|写|更正|当|“|「|『|误|错|笔误)|有误|错误|不对|不妥|不正确|改为|改成|修改为|更正为|更改为"
    r"|纠正为|正确|→|->|=>|——)"
)
_BEFORE_SAYS_WRONG = re.compile(
    r"(?:不是|并非|而非|不能|不可|不要|不得|切勿|误|错|非|×|✗|✘|❌|╳|[xX]\s*[：:])(?:写|作|用|说|称|为|成|当|叫|印|读|把|将|[：:])*[\s“‘「『\"'〝（(【\[：:]{0,3}$"
)
_LINKING = re.compile(
    r"[\s”’」』\"'〞“‘「『〝（()）【】\[\]：:，,、/→\-—=>|｜~～]*"
    r"(?:应为|应是|应作|应改为|改为|改成|误为|误作|误写为|错写成|写成|不是|而不是|而非|并非|不写作?|不作|不能写成|正|误|错|对|与|和|或|还是|正确|错误)?"
    r"[\s”’」』\"'〞“‘「『〝（()）【】\[\]：:，,、/→\-—=>|｜~～]*"
)
_QUOTED = re.compile(r"[“‘「『\"](?P<words>[^”’」』\"]{2,12})[”’」』\"]")
_LESSON = re.compile(r"错别字|别字|易错|异形词|咬文嚼字|错误写法|错误用法|错误表述|常见错误|误写|误用")
_SHORT_LINE = 40
_NAME = 4
_NEAR = 14
_COMPANY = re.compile(r"[\u4e00-\u9fff（）()]{0,12}?(?:有限(?:责任)?公司|经营部|商行|专业合作社|个体工商户|工作室)")
_SEARCHED = re.compile(
    r"(?:热门搜索|热搜|搜索热词|热门关键[词字]|搜索关键[词字]|关键[词字]|搜索)[词字]?\s*[：:]?[^。\n]{0,40}$"
)
_OWN_WORDS = re.compile(
    r"(?P<letter>来信|留言|咨询|提问|诉求|信件|投诉|建议|网友)(?:人)?(?:内容|标题|主题|正文|问题|描述|事项)?\s*[：:\n\t]"
    r"|(?P<reply>答复|回复|办理结果|处理结果|办理情况|处理情况|反馈|答)(?:单位|内容|意见|情况|结果|正文)?\s*[：:\n\t]"
)
_PAIR_FOLLOWS = re.compile(r"[^。！？\n]{0,60}?(?:又|更|且|还能|还让|还使)")
_ALSO_FOLLOWS = re.compile(r"[^。！？\n]{0,40}?(?:也|仍|都要|还是)")
_FURNITURE = frozenset({"header", "nav", "footer"})


def read_wording(page: Page, *, base: str, title: str, kind: PageKind) -> tuple[WordingHit, ...]:
    """Wordings of a page that a lexicon calls wrong, in page order, each wording once for each place it counts at.

    Args:
        page: the flat page; only its visible text is looked at.
        base: address that its links refer to.
        title: headline; an article about right and wrong words speaks of errors, it does not make them.
        kind: what the page is. In letters only the answer is the office's own wording.
    """
    if kind == "challenge":
        return ()
    found = wording_lexicon().find(page.text)
    return _hits(page, found, base=base, title=title, kind=kind) if found else ()


def wording_of_text(text: str, lexicon: Lexicon | None = None) -> tuple[WordingHit, ...]:
    """The same for a plain text, such as that of an attachment."""
    found = (lexicon or wording_lexicon()).find(text)
    about = bool(_ABOUT_ERRORS.search(text[:60]))
    hits = (_hit(text, one, about=about) for one in found[:_MOST_HITS])
    return tuple(_each_once(list(hits)))


def _hits(page: Page, found: list[Found], *, base: str, title: str, kind: PageKind) -> tuple[WordingHit, ...]:
    text = page.text
    about = bool(_ABOUT_ERRORS.search(title))
    starts = [piece.start for piece in page.pieces]
    hits: list[WordingHit] = []
    for one in found:
        index = bisect_right(starts, one.start) - 1
        holder = page.pieces[index].holder if index >= 0 else None
        if holder is None:
            continue
        link = _link_around(holder)
        hit = _hit(
            text,
            one,
            about=about,
            elsewhere=_doubt_of_place(text, one, holder, kind),
            link_url=follow(link.href, base) if link is not None else "",
            furniture=holder.region in _FURNITURE,
            position=holder.path(),
        )
        hits.append(hit)
        if len(hits) >= _MOST_HITS:
            break
    return tuple(_each_once(hits))


def _hit(
    text: str,
    found: Found,
    *,
    about: bool = False,
    elsewhere: str = "",
    link_url: str = "",
    furniture: bool = False,
    position: str = "",
) -> WordingHit:
    entry, start, end = found
    doubt = elsewhere or ("about_errors" if about else _doubt_of_words(text, found))
    return WordingHit(
        wrong=entry.wrong,
        right=entry.right,
        lexicon=entry.lexicon,
        serious=entry.serious,
        context=_context(text, start, end),
        sure=not doubt,
        doubt=doubt,
        position=position,
        link_url=link_url,
        furniture=furniture,
    )


def _each_once(hits: list[WordingHit]) -> list[WordingHit]:
    """One hit for each wording and each place it counts at (the text, a link, the frame), a certain one preferred."""
    kept: dict[tuple[str, str, bool], WordingHit] = {}
    for hit in hits:
        key = (hit.wrong, hit.link_url, hit.furniture)
        if key not in kept or (hit.sure and not kept[key].sure):
            kept[key] = hit
    return list(kept.values())


def _context(text: str, start: int, end: int) -> str:
    before = text[max(0, start - _REACH) : start].rpartition("\n")[2]
    after = text[end : end + _REACH].partition("\n")[0]
    return mask_text(" ".join(f"{before}{text[start:end]}{after}".split()))  # findings name nobody's numbers


def _link_around(holder: Element) -> Element | None:
    here: Element | None = holder
    while here is not None:
        if here.tag == "a":
            return here
        here = here.parent
    return None


def _doubt_of_place(text: str, found: Found, holder: Element, kind: PageKind) -> str:
    """Why the words may not be the site's own printed ones: hidden, a visitor's, a search word."""
    if holder.hidden:
        return "hidden"
    if kind == "search":
        return "search"
    if kind == "messages" and _is_visitors(text, found.start):
        return "letter"
    line = text[max(0, found.start - 60) : found.start].rpartition("\n")[2]
    return "search" if _SEARCHED.search(line) else ""


def _is_visitors(text: str, start: int) -> bool:
    """Whether the nearest label above says that a citizen wrote this; without any label a list of letters does."""
    last = None
    for label in _OWN_WORDS.finditer(text, max(0, start - 4_000), start):
        last = label
    return last is None or last.lastgroup == "letter"


def _doubt_of_words(text: str, found: Found) -> str:
    """Which rule of the surroundings speaks against the hit; empty when none."""
    entry, start, end = found
    if entry.variant:
        return "variant"
    line = text.rfind("\n", 0, start) + 1
    stop = text.find("\n", end)
    stop = len(text) if stop < 0 else stop
    if entry.paired and not _is_unpaired(text, end):
        return "variant"
    if _is_explained(text, found, line, stop):
        return "explained"
    if not entry.serious and _COMPANY.match(text, end, min(stop, end + 20)) and _begins_name(text, start, line):
        return "name"
    return ""


def _is_unpaired(text: str, end: int) -> bool:
    return bool(_ALSO_FOLLOWS.match(text, end)) and not _PAIR_FOLLOWS.match(text, end)


def _is_explained(text: str, found: Found, line: int, stop: int) -> bool:
    """Whether the sentence speaks of the wording instead of using it."""
    entry, start, end = found
    before, after = text[max(line, start - 60) : start], text[end : min(stop, end + 60)]
    quoted = bool(before) and before[-1] in _QUOTE_OPEN and bool(after) and after[0] in _QUOTE_CLOSE
    if quoted and not _is_name(entry):
        return True
    around = text[max(0, start - _REACH) : start], text[end : end + _REACH]  # a table may break the line
    right_near = entry.right in around[0] or entry.right in around[1]
    if (quoted or right_near) and (_AFTER_SAYS_WRONG.match(after) or _BEFORE_SAYS_WRONG.search(before)):
        return True
    if _stands_beside(entry, before, after) or (stop - line < _SHORT_LINE and _follows_lesson(text, line)):
        return True
    sentence = _sentence(text, start, end, line, stop)
    set_apart = quoted or _is_enclosed(before, after)
    if entry.by_rule and not entry.serious and (set_apart or _is_title(before, after)):
        return True  # what is wrong only in some surroundings may be right in those it is quoted from
    if _SPEAKS_OF_ERROR.search(sentence):
        beside = _SPEAKS_OF_ERROR.search(before[-12:]) or _SPEAKS_OF_ERROR.search(after[:12])
        return set_apart or entry.right in sentence or beside is not None
    return set_apart and (_MAY_SPEAK_OF_ERROR.search(sentence) is not None or _is_one_of_many(sentence, entry))


def _is_one_of_many(sentence: str, entry: Entry) -> bool:
    """Whether the sentence sets other wrong wordings in quotation marks too: a list of them."""
    quoted = (found["words"] for found in _QUOTED.finditer(sentence))
    return any(entry.wrong not in words and wording_lexicon().find(words) for words in quoted)


def _is_name(entry: Entry) -> bool:
    """Whether it stands for a name or a slogan that is often set in quotation marks as it is (“一带一路”)."""
    return entry.expression or (entry.serious and not entry.by_rule and len(entry.right) >= _NAME)


def _follows_lesson(text: str, line: int) -> bool:
    """Whether a list begins above that says it is one of wrong words."""
    return _LESSON.search(text, max(0, line - 300), line) is not None


def _stands_beside(entry: Entry, before: str, after: str) -> bool:
    """Whether the right wording stands directly beside, with nothing but marks and a word like 应为 between them."""
    behind = after.find(entry.right, 0, _NEAR + len(entry.right))
    if behind > 0 and _LINKING.fullmatch(after, 0, behind) and _is_mark(after[:behind]):
        return True
    ahead = before.rfind(entry.right)
    if ahead < 0:
        return False
    between = before[ahead + len(entry.right) :]
    return bool(between) and len(between) <= _NEAR and _LINKING.fullmatch(between) is not None and _is_mark(between)


def _is_mark(between: str) -> bool:
    """More than a comma or an enumeration: “部署、布署” in running text is a slip, not a lesson."""
    return bool(between.strip("，,、 "))


def _sentence(text: str, start: int, end: int, line: int, stop: int) -> str:
    first = line
    for mark in _SENTENCE_END.finditer(text, max(line, start - 120), start):
        first = mark.end()
    last = _SENTENCE_END.search(text, end, min(stop, end + 120))
    return text[max(first, start - 120) : last.start() if last else min(stop, end + 120)]


def _is_enclosed(before: str, after: str) -> bool:
    """Whether a quotation that opened before is still open, and closes behind."""
    opened = max(before.rfind(mark) for mark in _QUOTE_OPEN)
    closed = max(before.rfind(mark) for mark in _QUOTE_CLOSE)
    return opened > closed and any(mark in after[:20] for mark in _QUOTE_CLOSE)


def _is_title(before: str, after: str) -> bool:
    """Whether a title in 《》 that opened before closes behind."""
    return before.rfind("《") > before.rfind("》") and "》" in after


def _begins_name(text: str, start: int, line: int) -> bool:
    """Whether the wording stands near the beginning of what may be a company's name."""
    return start - line <= 2 or text[start - 1] in f"{_OPENING}、，,。：:\t 市县区省"  # noqa: PLR2004 - a two-letter place
