"""Queries on the round, its groups, places and lists."""

from decimal import Decimal

from hengping.model.score import GroupSummary, RankRow
from hengping.report.figures.query import Answer, Queries, query
from hengping.report.view import unassessed_in
from hengping.report.wording import NONE, chinese_date, enumerated, figure, rate

_SITE, _GROUP, _LIST = ("site_code",), ("group?",), ("list",)
_BEST_NAMED = 3


def number(count: int) -> Answer:
    """A count of things."""
    return Answer(str(count), str(count))


def points(value: Decimal | None) -> Answer:
    """A score."""
    return Answer("" if value is None else f"{value:f}", figure(value))


def ratio(value: Decimal | None) -> Answer:
    """A ratio as a percentage."""
    return Answer("" if value is None else f"{value:f}", rate(value))


def words(text: str) -> Answer:
    """Words that are printed as they are."""
    return Answer(text, text)


def names(parts: list[str]) -> Answer:
    """Names in order."""
    return words(enumerated(parts) if parts else NONE)


def summary(asked: Queries, group: str = "") -> GroupSummary:
    """Figures of a group, of all sites without one.

    Raises:
        KeyError: there is no such group.
    """
    for row in asked.system.results.groups:
        if row.group == group:
            return row
    raise KeyError(f"没有“{group}”这一组" if group else "没有全部网站的统计")


def one_scale(asked: Queries, group: str = "") -> GroupSummary:
    """Figures of a group whose totals can be set beside each other.

    Raises:
        KeyError: there is no such group; or none is named and there are several tracks, whose totals mean different
            things, so that a figure over all of them would mean nothing.
    """
    if not group and not asked.system.has_one_scale:
        raise KeyError("各赛道的总分含义不同，不能合在一起计算，须在方括号内写明组别")
    return summary(asked, group)


def published_row(asked: Queries, site_code: str) -> RankRow:
    """The rank row of a site whose place and total may be printed.

    Raises:
        KeyError: there is no such site, or its track does not publish its place.
    """
    row = asked.system.ranks[site_code]
    if row not in asked.system.published_rows(row.group):
        raise KeyError(f"{row.name}的名次和得分不公布")
    return row


def known_group(asked: Queries, group: str) -> str:
    """The group, when there is one.

    Raises:
        KeyError: no site is in such a group: a count of nothing would be printed for a name that was mistyped.
    """
    if group not in asked.system.rows_by_group and group not in {site.group for site in asked.view.inputs.sites}:
        raise KeyError(f"没有“{group}”这一组")
    return group


@query("as_of", "date", "监测时间点", "monitoring time point")
def _(asked: Queries) -> Answer:
    day = asked.view.inputs.as_of
    return Answer(day.isoformat(), chinese_date(day))


@query("issued_on", "date", "成文日期", "date of writing")
def _(asked: Queries) -> Answer:
    day = asked.view.inputs.issued_on or asked.view.inputs.as_of
    return Answer(day.isoformat(), chinese_date(day))


@query("campaign", "text", "本次评估的名称", "name of the evaluation")
def _(asked: Queries) -> Answer:
    title = asked.view.inputs.campaign_title
    return words(title.removesuffix("情况的通报").removeprefix("关于").removesuffix("情况"))


@query("organiser", "text", "组织单位", "organising body")
def _(asked: Queries) -> Answer:
    return words(asked.view.inputs.organiser)


@query("run", "text", "评估编号", "id of the run")
def _(asked: Queries) -> Answer:
    return words(asked.view.inputs.generated_for)


@query("system.title", "text", "指标体系的名称", "title of the indicator system")
def _(asked: Queries) -> Answer:
    return words(asked.system.system.system_title.strip("《》"))


@query("system.basis", "text", "指标体系所依据的文件", "official documents that the system follows")
def _(asked: Queries) -> Answer:
    return words(quoted(asked.system.system.system_basis))


def quoted(basis: str) -> str:
    """The documents of a basis as a sentence names them: titles in 《》, document numbers (文号) without."""
    parts = [part.strip() for part in basis.split("；") if part.strip()]
    return enumerated([part if "《" in part or "〔" in part else f"《{part}》" for part in parts])


@query("system.id", "text", "指标体系的编号", "id of the indicator system")
def _(asked: Queries) -> Answer:
    return words(asked.system.system_id)


@query("system.version", "text", "指标体系的版本", "version of the indicator system")
def _(asked: Queries) -> Answer:
    return words(asked.system.results.system_version)


@query("system.parts", "names", "指标体系的组成部分", "parts of the indicator system")
def _(asked: Queries) -> Answer:
    return names(_parts(asked))


@query("system.parts.count", "count", "指标体系有几部分", "number of its parts")
def _(asked: Queries) -> Answer:
    return number(len(_parts(asked)))


def _parts(asked: Queries) -> list[str]:
    tree = next((score.root for score in asked.system.system.scores if score.root and score.root.children), None)
    return [child.title for child in tree.children] if tree else []


@query("sites", "count", "评估名单内的网站数", "sites on the roster")
def _(asked: Queries) -> Answer:
    return number(len(asked.view.inputs.sites))


@query("group.sites", "count", "某组的网站数", "sites of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return number(summary(asked, group).sites)


@query("group.assessed", "count", "某组完成评估的网站数", "assessed sites of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return number(summary(asked, group).assessed)


@query("group.passed", "count", "某组合格的网站数", "sites of a group that passed", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return number(summary(asked, group).passed)


@query("group.vetoed", "count", "某组被单项否决的网站数", "vetoed sites of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return number(summary(asked, group).vetoed)


@query("group.unassessed", "count", "某组未能评估的网站数", "sites of a group without a verdict", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return number(unassessed_in(summary(asked, group)))


@query("group.pass_rate", "rate", "某组的合格率", "share of a group that passed", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return ratio(summary(asked, group).pass_rate)


@query("group.mean", "points", "某组的平均分", "mean total of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return points(one_scale(asked, group).mean)


@query("group.highest", "points", "某组的最高分", "highest total of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return points(one_scale(asked, group).highest)


@query("group.lowest", "points", "某组的最低分", "lowest total of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return points(one_scale(asked, group).lowest)


@query(
    "group.from", "count", "总分达到某分数的网站数", "sites whose total reaches a line", arguments=("line", "group?")
)
def _(asked: Queries, line: str, group: str = "") -> Answer:
    return number(len(_reaching(asked, line, group)))


@query("group.from.names", "names", "总分达到某分数的网站", "names of those sites", arguments=("line", "group?"))
def _(asked: Queries, line: str, group: str = "") -> Answer:
    # To name who reaches a line would tell the totals of a track that keeps them to itself.
    hidden = asked.system.unordered_groups
    return names([row.name for row in _reaching(asked, line, group) if row.group not in hidden])


def _reaching(asked: Queries, line: str, group: str) -> list[RankRow]:
    """Published rows whose total reaches the line; a veto's number is no total that was reached."""
    least = decimal(line)
    one_scale(asked, group)
    return [
        row
        for row in asked.system.results.ranks
        if (not group or row.group == group) and not row.vetoed and row.total is not None and row.total >= least
    ]


def decimal(text: str) -> Decimal:
    """A number in an argument.

    Raises:
        ValueError: it is none.
    """
    if not text.replace(".", "", 1).isdecimal() or not text.isascii():
        raise ValueError(f"{text}不是数")
    return Decimal(text)


@query("best.names", "names", "某组得分最高的网站", "sites with the highest total", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    best = _best(asked, group)
    return names(best[:_BEST_NAMED])


@query("best.count", "count", "某组得分最高的网站有几个", "how many sites have the highest total", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    return number(len(_best(asked, group)))


def _best(asked: Queries, group: str) -> list[str]:
    highest = one_scale(asked, group).highest
    hidden = asked.system.unordered_groups
    return [
        row.name
        for row in asked.system.results.ranks
        if (not group or row.group == group)
        and row.total is not None
        and row.total == highest
        and not row.vetoed
        and row.group not in hidden
    ]


@query("site.name", "name", "某网站的名称", "name of a site", arguments=_SITE)
def _(asked: Queries, site_code: str) -> Answer:
    return words(asked.view.sites[site_code].name)


@query("site.total", "points", "某网站的总分", "total of a site", arguments=_SITE)
def _(asked: Queries, site_code: str) -> Answer:
    return points(published_row(asked, site_code).total)


@query("site.place", "place", "某网站的名次", "place of a site", arguments=_SITE)
def _(asked: Queries, site_code: str) -> Answer:
    row = published_row(asked, site_code)
    return words(NONE if row.rank is None else f"{'并列' if row.tied else ''}第{row.rank}名")


@query("ranked.count", "count", "某组参加排名的网站数", "ranked sites of a group", arguments=_GROUP)
def _(asked: Queries, group: str = "") -> Answer:
    rows = asked.system.ranked_groups
    if group or group in rows:
        return number(len(rows.get(known_group(asked, group), ())))
    return number(sum(len(each) for each in rows.values()))


@query("published.count", "count", "某组公布名次的网站数", "published places of a group", arguments=("group",))
def _(asked: Queries, group: str) -> Answer:
    return number(len(asked.system.published_rows(known_group(asked, group))))


@query("ranked.sentence", "names", "某组排名的文字", "the ranked names of a group in words", arguments=("group",))
def _(asked: Queries, group: str) -> Answer:
    return words(_sentences(asked)[group])


@query("ranked.top", "names", "某组前几名的名单", "names of the first places", arguments=("places", "group"))
def _(asked: Queries, places: str, group: str) -> Answer:
    """Names by place; those that share a place are marked 并列, as published lists do."""
    most = int(decimal(places))
    shown = [row for row in asked.system.published_rows(group) if row.rank is not None and row.rank <= most]
    by_place: dict[int, list[str]] = {}
    for row in shown:
        by_place.setdefault(row.rank or 0, []).append(row.name)
    if not by_place:
        raise KeyError(f"“{group}”没有公布的名次")
    tied = any(len(each) > 1 for each in by_place.values())
    texts = [enumerated(each) + ("并列" if len(each) > 1 else "") for each in by_place.values()]
    return words(("，" if tied else "、").join(texts))


def _sentences(asked: Queries) -> dict[str, str]:
    found: dict[str, str] = {}
    for track in asked.system.tracks:
        if track.method == "unordered":
            continue
        ranked = [group for group in track.groups if group in asked.system.ranked_groups]
        # Ranking finishes one sentence for each group that has places, in this order.
        for group, text in zip(ranked, track.sentences, strict=False):
            found[group] = text.removeprefix(f"{group}：") if group else text
    return found


@query("tier.names", "names", "某档级的名单", "names of a tier", arguments=("track", "tier"))
def _(asked: Queries, track_id: str, tier: str) -> Answer:
    for track in asked.system.tracks:
        if track.track_id == track_id:
            rows = asked.system.ranks
            return words(enumerated([rows[code].name for code in dict(track.tiers)[tier]]) or "无")
    raise KeyError(track_id)


@query("tier.count", "count", "某档级的个数", "number of sites of a tier", arguments=("track", "tier"))
def _(asked: Queries, track_id: str, tier: str) -> Answer:
    for track in asked.system.tracks:
        if track.track_id == track_id:
            return number(len(dict(track.tiers)[tier]))
    raise KeyError(track_id)


@query("list.count", "count", "某名单的网站数", "sites on a list", arguments=("list", "group?"))
def _(asked: Queries, list_id: str, group: str = "") -> Answer:
    return number(len(_listed(asked, list_id, group)))


@query("list.names", "names", "某名单的单位", "bodies on a list", arguments=("list", "group?"))
def _(asked: Queries, list_id: str, group: str = "") -> Answer:
    return names([asked.view.unit(code, name) for code, name in _listed(asked, list_id, group)])


@query("list.title", "text", "某名单的名称", "title of a list", arguments=_LIST)
def _(asked: Queries, list_id: str) -> Answer:
    return words({key: title for key, title, _ in asked.system.lists}[list_id])


def _listed(asked: Queries, list_id: str, group: str) -> list[tuple[str, str]]:
    entries = {key: entries for key, _, entries in asked.system.lists}[list_id]
    if group:
        known_group(asked, group)
    sites = asked.view.sites
    return [
        (entry.site_code, entry.name)
        for entry in entries
        if not group or (entry.site_code in sites and sites[entry.site_code].group == group)
    ]


@query("unassessed.count", "count", "未能评估的网站数", "sites of which nothing can be said")
def _(asked: Queries) -> Answer:
    return number(len(asked.system.unassessed))


@query("provisional.count", "count", "得分为暂定的网站数", "sites with a provisional score")
def _(asked: Queries) -> Answer:
    return number(asked.system.provisional)


@query("publication.reason", "text", "暂不公布的原因", "why the results may not be published yet")
def _(asked: Queries) -> Answer:
    return words(asked.system.results.unpublishable_reason.strip().rstrip("。") or "有得分为暂定")


@query("track.sites", "count", "某赛道的网站数", "sites of a track", arguments=("track",))
def _(asked: Queries, track_id: str) -> Answer:
    for track in asked.system.tracks:
        if track.track_id == track_id:
            return number(sum(len(asked.system.rows_by_group.get(group, ())) for group in track.groups))
    raise KeyError(track_id)
