"""A site that calls itself by another name than the roster does (G17-r1, N24-1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import home_obstacle, tag
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict

_FILLING = ("门户网站", "政府网站", "官方网站", "官网", "网站", "首页", "欢迎访问", "欢迎光临", "中国·", "中国")
_LESS = str.maketrans("", "", " 　·•-—_|｜.,，。（）()“”\"'")
_SHORTEST = 2


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: the tag SiteName and the home page's title against site and unit of the roster."""
    titles = sorted(page.title for page in facts.pages if page.page_type == "home")
    printed = [text for text in (tag(facts.home.meta, "SiteName"), *titles) if _core(text)]
    listed = [text for text in (facts.site.name, facts.site.unit) if _core(text)]
    agreed = any(_same(_core(one), _core(other)) for one in printed for other in listed)
    outcome, message = (Outcome.PASS if agreed else Outcome.FAIL), ""
    if not printed or not listed:
        outcome, message = home_obstacle(facts) or (Outcome.CANNOT_TELL, "")
    yield of_site(facts, outcome, message, printed=(printed or [""])[0], listed=(listed or [""])[0])


def _core(text: str) -> str:
    """A name without the words that every site's name may hold."""
    for word in _FILLING:
        text = text.replace(word, "")
    return text.translate(_LESS)


def _same(one: str, other: str) -> bool:
    """Whether one name holds the other: 示例市财政局 and 示例市财政局门户; areas may be left out before it."""
    short, long = sorted((one, other), key=len)
    if len(short) < _SHORTEST:
        return False
    return short in long or all(letter in long for letter in short)
