"""The erratum (更正) as a document: what was wrong, who is corrected, who only moved because of it, the lists anew."""

from collections.abc import Iterable

from hengping.model.numerals import chinese_numeral
from hengping.report.blocks import (
    Attachment,
    AttachmentList,
    Block,
    Column,
    Document,
    Heading,
    ListBlock,
    Paragraph,
    Signature,
    Table,
    Title,
)
from hengping.report.erratum_inputs import Change, Erratum, ListChange, Listed, SiteChange, Standing, SystemCorrection
from hengping.report.wording import NONE, chinese_date, enumerated, official, sentence, title_lines

_CORRECTED = (
    Column(title="序号", width=8, align="center"),
    Column(title="网站名称", width=30),
    Column(title="网站标识码", width=20, align="center"),
    Column(title="更正内容", width=30),
    Column(title="原公布", width=16, align="center"),
    Column(title="更正为", width=16, align="center"),
)
_MOVED = (
    Column(title="序号", width=11, align="center"),
    Column(title="网站名称", width=30),
    Column(title="网站标识码", width=20, align="center"),
    Column(title="变动内容", width=16, align="center"),
    Column(title="原公布", width=16, align="center"),
    Column(title="变动后", width=16, align="center"),
    Column(title="原因", width=34),
)
_FIGURES = (
    Column(title="组别", width=30),
    Column(title="数字", width=24, align="center"),
    Column(title="原公布", width=24, align="center"),
    Column(title="更正为", width=24, align="center"),
)
_LIST = (
    Column(title="序号", width=9, align="center"),
    Column(title="单位", width=34),
    Column(title="网站标识码", width=22, align="center"),
    Column(title="原因", width=50),
)
_ALL = "全部网站"


def erratum_document(erratum: Erratum) -> Document:
    """The erratum as an official document; every figure in it is one of its inputs or a count of them."""
    subject = erratum.campaign_title.removesuffix("情况")
    title = f"关于更正{subject}结果的通知"
    blocks: list[Block] = [
        Title(lines=title_lines(erratum.organiser, title)),
        Paragraph(text=erratum.label, indent=False),
        Paragraph(text="各有关单位：", indent=False),
        Paragraph(text=_opening(erratum, subject)),
    ]
    several = len(erratum.systems) > 1
    for number, system in enumerate(erratum.systems, start=1):
        if several:
            blocks.append(Heading(level=1, text=f"{chinese_numeral(number)}、{system.system_title}"))
        for position, (heading, body) in enumerate(_chapters(system), start=1):
            place = chinese_numeral(position)
            text = f"（{place}）{heading}" if several else f"{place}、{heading}"
            blocks += [Heading(level=2 if several else 1, text=text), *body]
    blocks += [
        Paragraph(text=_provisional(system, several=several)) for system in erratum.systems if system.provisional
    ]
    blocks.append(
        Paragraph(
            text=f"未列入本更正的内容不变。更正前的第{erratum.before}版继续存档，可以引用，"
            f"其校验值（SHA-256）为{erratum.before_digest}；引用结果的，以更正后的第{erratum.after}版为准。"
        )
    )
    attached = [(system, change) for system in erratum.systems for change in system.lists]
    titles = tuple(_list_title(system, change, several=several) for system, change in attached)
    if attached:
        blocks.append(AttachmentList(titles=titles))
    blocks.append(Signature(organiser=erratum.organiser, on=chinese_date(erratum.issued_on)))
    for position, ((_, change), heading) in enumerate(zip(attached, titles, strict=True), start=1):
        blocks.append(Attachment(number=position, title=heading))
        blocks += _list_table(change)
    return Document(
        title=f"{erratum.organiser}{title}",
        author=erratum.organiser,
        subject=f"{erratum.label} · {erratum.campaign_id}",
        dated_on=erratum.issued_on,
        blocks=tuple(blocks),
    )


def _opening(erratum: Erratum, subject: str) -> str:
    published = f"{chinese_date(erratum.before_on)}公布的{subject}结果（第{erratum.before}版）"
    corrected = {site.site_code for system in erratum.systems for site in system.corrected}
    moved = {site.site_code for system in erratum.systems for site in system.moved} - corrected
    counts = []
    if corrected:
        counts.append(f"更正{len(corrected)}个网站的结果")
    if moved:
        counts.append(f"另有{len(moved)}个网站的名次、档级或者榜单随之变动，其得分不变")
    said = f"{'，'.join(counts)}。" if counts else ""
    return f"{published}需要更正。更正原因：{sentence(official(erratum.cause))}{said}现将更正内容通知如下："


def _provisional(system: SystemCorrection, *, several: bool) -> str:
    """What was published before all scores were final is corrected before they are; the notice says so."""
    which = f"《{system.system_title}》的更正后结果" if several else "更正后的结果"
    return f"{which}仍为暂定结果：{sentence(official(system.provisional))}"


def _chapters(system: SystemCorrection) -> Iterable[tuple[str, list[Block]]]:
    titles = dict(system.list_titles)
    if system.corrected:
        rows = _numbered(system.corrected, titles)
        yield "更正的网站", [Table(columns=_CORRECTED, rows=rows, caption=f"更正的网站（{len(system.corrected)}个）")]
    if system.moved:
        rows = _numbered(system.moved, titles)
        intro = "下列网站自身的得分没有变化，因其他网站的更正而变动。"
        caption = f"随之变动的网站（{len(system.moved)}个）"
        yield "随之变动的网站", [Paragraph(text=intro), Table(columns=_MOVED, rows=rows, caption=caption)]
    if system.lists:
        lines = tuple(line for change in system.lists for line in _list_lines(change))
        intro = "变动后的榜单全文见附件，原榜单不再使用。"
        yield "榜单的变动", [Paragraph(text=intro), ListBlock(items=lines)]
    if system.groups:
        rows = tuple(
            (group.group or _ALL, change.what, change.before or NONE, change.after or NONE)
            for group in system.groups
            for change in group.changes
        )
        yield "统计数字的变动", [Table(columns=_FIGURES, rows=rows, caption="变动的统计数字")]


def _numbered(sites: Iterable[SiteChange], titles: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    """A row a change; number, name and code stand in the first row of a site."""
    rows = []
    for number, site in enumerate(sites, start=1):
        code = NONE if site.site_code.startswith("x-") else site.site_code
        for position, change in enumerate(site_changes(site, titles)):
            first = (str(number), site.name, code) if not position else ("", "", "")
            cells = (change.what, change.before or NONE, change.after or NONE)
            rows.append((*first, *cells, *((_cause(site) if not position else "",) if site.why == "others" else ())))
    return tuple(rows)


def _cause(site: SiteChange) -> str:
    return f"{enumerated(site.moved_by)}更正" if site.moved_by else "所在组的结果更正"


def site_changes(site: SiteChange, titles: dict[str, str]) -> list[Change]:
    """Everything printed of a site that is another now, in words: score, place, tier, veto, lists, then items.

    Args:
        site: the site.
        titles: titles of lists by id.
    """
    before, after = site.before, site.after
    pairs = [
        ("总分", before.total or "", after.total or ""),
        ("名次", _place(before), _place(after)),
        ("档级", before.tier, after.tier),
        ("单项否决", _yes(before.vetoed), _yes(after.vetoed)),
        ("榜单", _named(before, titles), _named(after, titles)),
    ]
    changes = [Change(what=what, before=one, after=two) for what, one, two in pairs if one != two]
    return [*changes, *site.items] or [Change(what="榜单所列原因", before="见原榜单", after="见附件")]


def _place(standing: Standing) -> str:
    if standing.rank is None:
        return ""
    return f"{'并列' if standing.tied else ''}第{standing.rank}名"


def _yes(value: bool) -> str:  # noqa: FBT001 - turns a boolean into a word
    return "是" if value else "否"


def _named(standing: Standing, titles: dict[str, str]) -> str:
    return enumerated([titles.get(each, each) for each in standing.lists])


def _list_lines(change: ListChange) -> Iterable[str]:
    for verb, entries in (("增加", change.added), ("移出", change.removed), ("更正原因", change.reworded)):
        if entries:
            names = enumerated([entry.name for entry in entries])
            yield f"{change.title}{verb}{len(entries)}个：{names}。"


def _list_title(system: SystemCorrection, change: ListChange, *, several: bool) -> str:
    return f"{change.title}（更正后，{system.system_title}）" if several else f"{change.title}（更正后）"


def _list_table(change: ListChange) -> list[Block]:
    if not change.entries:
        return [Paragraph(text=f"更正后没有网站列入{change.title}。")]
    return [Table(columns=_LIST, rows=tuple(_list_row(*pair) for pair in enumerate(change.entries, start=1)))]


def _list_row(number: int, entry: Listed) -> tuple[str, ...]:
    code = NONE if entry.site_code.startswith("x-") else entry.site_code
    reasons = sentence("；".join(official(reason).strip().rstrip("。；;") for reason in entry.reasons)) or NONE
    return (str(number), entry.name, code, reasons)
