"""Plants what harms people or trust: personal data, wrong words, dark links, copies, a search that fails; with decoys.

Every decoy looks like the fault and is none: masked numbers, numbers failing the check digit, office phones, quoted
errors, hidden menus, news about gambling, a form sheet used twice, a superior policy reposted with its source.
"""

from collections.abc import Iterator
from random import Random  # noqa: TID251 - type of the seeded generator

from hengping.demo.content import Article, Attachment, Section, SiteContent
from hengping.demo.numbers import bank_card, identity_number, masked, mobile_number
from hengping.demo.paths import Scheme, file_path
from hengping.demo.plan import table
from hengping.demo.words import paragraphs, seeded, words

_SLUGS = ("gzdt", "yw", "tzgg", "zcjd", "bmdt", "qxdt")
_FILES = {"docx", "xlsx", "pdf"}
_DECOYS = 6


def plant_harm(content: SiteContent, scheme: Scheme) -> None:
    """Plant what the plan wants in this site, and one or two decoys in every site."""
    rng = seeded(content.seed, content.index, "harm")
    free = _free(content)
    slot = content.slot
    for entry in slot.personal:
        _leak(content, scheme, rng, free, entry)
    bank = table("harm.toml")
    for turn in range(slot.wording):
        wrong, right, sentence = bank["wrong"][(content.index * 2 + turn) % len(bank["wrong"])]
        article = next(free)[1]
        article.sentences.append(sentence)
        content.harm.append(("wording_error", article.path, {"wrong": wrong, "right": right}))
    for entry in slot.dark:
        _dark(content, free, entry)
    if slot.search:
        content.harm.append(("search_broken", "/", {}))
    _decoy(content, rng, free)
    next(free)[1].sentences.append(bank["harmless"][content.index % len(bank["harmless"])])


def plant_copies(contents: tuple[SiteContent, ...]) -> None:
    """Let sites copy an older article of another site word by word, without naming its source."""
    readable = [content for content in contents if content.readable]
    for place, content in enumerate(readable):
        giver = readable[(place + 5) % len(readable)]
        # The free ones of the giver: nothing may be copied along that is itself a fault.
        originals = [article for _, article in _free(giver, mark=False)]
        mine = _free(content)
        for _ in range(content.slot.reprint if giver is not content else 0):
            copy = next(mine)[1]
            original = next((a for a in originals if a.published_on < copy.published_on), None)
            if original is None:
                break
            originals.remove(original)
            giver.used.add(original.number)
            copy.title, copy.copied = original.title, paragraphs(giver, original)
            copy.source, original.source = content.unit.unit, giver.unit.unit
            origin = f"http://{giver.unit.host}{original.path}"
            content.harm.append(("reprint", copy.path, {"original_url": origin}))


def _free(content: SiteContent, *, mark: bool = True) -> Iterator[tuple[Section, Article]]:
    """Articles near the top of plain lists that carry nothing yet."""
    first = [section for section in map(content.section, _SLUGS) if section]
    for section in [*first, *(section for section in content.sections if section not in first)]:
        if section.body != "list":
            continue
        for article in section.articles[1:6]:
            if article.fault or article.number in content.used:
                continue
            if mark:
                content.used.add(article.number)
            yield section, article


def _person(rng: Random) -> str:
    return str(rng.choice(words()["surnames"]) + rng.choice(words()["given"]))


def _leak(
    content: SiteContent, scheme: Scheme, rng: Random, free: Iterator[tuple[Section, Article]], entry: str
) -> None:
    kind, form = entry.split("_")
    section, article = next(free)
    number = {"id": identity_number, "mobile": mobile_number, "bank": bank_card}[kind]
    label = {"id": "身份证号", "mobile": "手机号码", "bank": "银行卡号"}[kind]
    rows = [(_person(rng), number(rng)) for _ in range(4)]
    if form in _FILES:
        path = file_path(scheme, section, article, form, article.number * 10 + 7)
        lines = [f"姓名\t{label}", *(f"{who}\t{value}" for who, value in rows)]
        article.attachments.append(Attachment(path, f"附件：补助对象名单.{form}", lines=lines))
        content.harm.append(("personal_data", path, {"kind": kind}))
        return
    if form == "table":
        article.sentences.append("现将本批临时救助对象名单公布如下：")
        article.rows = [("姓名", label), *rows]
    else:
        article.sentences.append(f"经审核，同意将{rows[0][0]}（{label}：{rows[0][1]}）纳入救助范围。")
    content.harm.append(("personal_data", article.path, {"kind": kind}))


def _dark(content: SiteContent, free: Iterator[tuple[Section, Article]], entry: str) -> None:
    bank = table("harm.toml")
    url = f"http://{bank['hosts'][content.index % len(bank['hosts'])]}/{content.index}.html"
    link = f'<a href="{url}">{bank["lures"][content.index % len(bank["lures"])]}</a>'
    if entry == "visible":
        next(free)[1].markup += f"<p>更多：{link}</p>"
    else:
        content.home_markup += bank["disguises"][entry].replace("@LINK@", link)
    content.harm.append(("dark_link", url, {}))


def _decoy(content: SiteContent, rng: Random, free: Iterator[tuple[Section, Article]]) -> None:
    turn = content.index % _DECOYS
    article = next(free)[1]
    if turn == 0:
        article.rows = [("姓名", "身份证号"), *((_person(rng), masked(identity_number(rng))) for _ in range(4))]
    elif turn == 1:
        number = identity_number(rng, valid=False)
        article.sentences.append(f"本批业务受理单号：{number}，可凭单号查询进度。")
    elif turn == 2:  # noqa: PLR2004 - one branch per kind of decoy
        article.sentences.append(f"联系人：{_person(rng)}，办公电话：0990-88{rng.randint(10000, 99999)}。")
    elif turn == 3:  # noqa: PLR2004 - see above
        content.home_markup += (
            '<ul class="xiala" style="display:none"><li><a href="http://www.gov.cn/">中国政府网</a></li>'
            '<li><a href="http://zwfw.yunxisheng.gov.cn/">云溪政务服务网</a></li></ul>'
        )
    elif turn == 4:  # noqa: PLR2004 - see above
        article.title = f"公安机关通报一起跨境网络赌博案件（{article.number % 100}）"
        article.sentences.append("涉案团伙以“百家乐”“时时彩”为名招揽群众投注，主要嫌疑人已被依法采取强制措施。")
    else:
        article.sentences.append(f"订单编号{bank_card(rng, valid=False)}，政务服务热线12345。")
