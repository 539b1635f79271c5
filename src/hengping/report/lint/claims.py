"""What people wrote beside the figures of the program: statements on results that can be looked up."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal

from hengping.model.score import GroupSummary
from hengping.report.lint.cleaning import clean
from hengping.report.lint.facts import NUMBER, Fact, decimal_text, whole_number
from hengping.report.lint.model import Model
from hengping.report.lint.notebook import Notebook
from hengping.report.lint.page import Paragraph
from hengping.report.lint.rules.lists import runs

_F = NUMBER
_C = r"(?:\d+|[一二三四五六七八九十百两]+)"
_WHO = r"(?:政府)?(?:门户)?(?:网站|单位)?"
_WAS = r"(?:分数?)?(?:仅?为|是|达到?|有|共有?|共计)?"
_OTHERS = re.compile(r"去年|上年|上一年|上一轮|同期|指数|指标|单项得分|以上|以下|提高|下降|相比|[A-Z]类|复评|初评")
_ALL = re.compile(r"全[省市区国县州]|总体|全部|各组|所有|本次|本轮|此次|参评")

_FIGURES: tuple[tuple[re.Pattern[str], str, Callable[[GroupSummary], Decimal | int | None]], ...] = (
    (re.compile(rf"平均(?:得|总)?{_WAS}(?P<said>{_F})分?"), "group.mean", lambda row: row.mean),
    (re.compile(rf"最高(?:得|总)?{_WAS}(?P<said>{_F})分"), "group.highest", lambda row: row.highest),
    (re.compile(rf"最低(?:得|总)?{_WAS}(?P<said>{_F})分"), "group.lowest", lambda row: row.lowest),
    (
        re.compile(rf"合格率(?:仅?为|是|达到?)?(?P<said>{_F})%"),
        "group.pass_rate",
        lambda row: None if row.pass_rate is None else row.pass_rate * 100,
    ),
    (
        re.compile(rf"(?<!不)合格(?:的)?{_WHO}(?:有|共有?|为)?(?P<said>{_C})(?:个|家)"),
        "group.passed",
        lambda row: row.passed,
    ),
    (
        re.compile(rf"(?:被)?单项否决(?:的)?{_WHO}(?:有|共有?|为)?(?P<said>{_C})(?:个|家)"),
        "group.vetoed",
        lambda row: row.vetoed,
    ),
    (re.compile(rf"(?P<said>{_C})(?:个|家){_WHO}被?(?:予以)?单项否决"), "group.vetoed", lambda row: row.vetoed),
    (re.compile(rf"(?P<said>{_C})(?:个|家){_WHO}完成了?评估"), "group.assessed", lambda row: row.assessed),
    (re.compile(rf"(?P<said>{_C})(?:个|家){_WHO}未能评估"), "group.unassessed", lambda row: row.sites - row.assessed),
    (
        re.compile(rf"(?P<said>{_C})(?:个|家){_WHO}(?:进行|开展|组织)了?(?:\d{{4}}年)?(?:绩效)?(?:评估|考核|检查)"),
        "group.sites",
        lambda row: row.sites,
    ),
)
_PLACE = re.compile(
    rf"(?:（[^（）]*）)?(?:网站|政府网站|门户网站)?的?(?:以{_F}分)?(?:总?得分{_F}分，?)?(?:排名?|位列|位居|名列|列|获得?|取得|居)"
    r"(?:全[省市区县]|本组|同组|[^，。；、第\d]{0,12})?(?P<tied>并列)?第(?P<said>\d+|[一二三四五六七八九十]+)(?:名|位)"
)
_BEFORE = re.compile(r"第(?P<said>\d+|[一二三四五六七八九十]+)(?:名|位)(?:是|为|：)?$")
_SCORE = re.compile(rf"(?:网站|政府网站|门户网站)?(?:的)?(?:（|总分|得分|总得分|以)(?:为|是|达到?)?(?P<said>{_F})分")
_NOT = re.compile(r"未|不|没有|移出|退出|原")
_VETOED = re.compile(rf"{_WHO}(?:等)?(?:\d+个)?{_WHO}被?(?:予以)?单项否决")
_SOME = "?"
_COUNTS = frozenset({"group.passed", "group.vetoed", "group.assessed", "group.unassessed", "group.sites"})
_REMEDY = "按结果改正，或者删去"


class Claims:
    """Checks one paragraph; what the results confirm already is not looked at."""

    def __init__(self, paragraph: Paragraph, facts: Sequence[Fact], model: Model, notebook: Notebook) -> None:
        self.paragraph, self.facts, self.model, self.notebook = paragraph, facts, model, notebook
        self.text = paragraph.text

    def check(self) -> None:
        """Every statement that can be looked up."""
        self._figures()
        self._lists_count()
        for row in runs(self.text, self.facts):
            self._listed(row)
            if len(row) == 1:
                self._place(row[0])
                self._score(row[0])

    def _figures(self) -> None:
        for form, query, of in _FIGURES:
            for found in form.finditer(self.text):
                span = found.span("said")
                if self._is_known(span):
                    continue
                group = self._scope(found.start(), span[1])
                if group == _SOME:
                    self._too_many(query, found, of)
                if group is None or group == _SOME:
                    continue
                row = self._summary(group)
                real = of(row) if row else None
                if real is not None and not self._is(found["said"], Decimal(real)):
                    query_text = f"{query}[{row.group}]" if row and row.group else query
                    self._tell(span, found["said"], _plain(real), query_text)

    def _too_many(self, query: str, found: re.Match[str], of: Callable[[GroupSummary], Decimal | int | None]) -> None:
        """Of whichever sites a count is said, it is not more than that of all of them."""
        overall = self.model.system.overall
        most = of(overall) if overall and query in _COUNTS else None
        if most is not None and whole_number(found["said"]) > most:
            self._tell(found.span("said"), found["said"], f"不超过{most}", query)

    def _is_known(self, span: tuple[int, int]) -> bool:
        return self.notebook.is_sure(self.paragraph, *span) or self.notebook.is_told(self.paragraph, *span)

    def _scope(self, start: int, end: int) -> str | None:
        """The group that a statement is about; empty: all sites; ``?``: some; None: it may be of another round."""
        begins = max(self.text.rfind("。", 0, start), self.text.rfind("；", 0, start)) + 1
        sentence = self.text[begins:end]
        clause = self.text[max(self.text.rfind("，", 0, start), begins - 1) + 1 : end]
        if _OTHERS.search(clause) or re.search(r"去年|上年|上一[年轮]", sentence):
            return None
        years = {int(each) for each in re.findall(r"((?:19|20)\d{2})年", sentence)}
        if years and years != {self.model.view.inputs.as_of.year}:
            return None
        groups = [(sentence.rfind(group), group) for group in self.model.groups if group in sentence]
        if groups:
            nearest = max(groups)[1]
            return nearest if nearest in clause or len(groups) == 1 else _SOME
        labels = [fact for fact in self.facts if fact.kind in {"label", "name"} and begins <= fact.start < end]
        if any(fact.kind == "name" or self._is_part(fact) for fact in labels):
            return _SOME
        return "" if _ALL.search(sentence) else _SOME

    def _is_part(self, fact: Fact) -> bool:
        return any(code.startswith(("item", "check", "tier", "list")) for code in self.model.labels.codes[fact.value])

    def _summary(self, group: str) -> GroupSummary | None:
        if group:
            return self.model.groups[group]
        return self.model.system.overall

    @staticmethod
    def _is(said: str, real: Decimal) -> bool:
        """Whether a said number is the real one, rounded to the digits that are said."""
        number = Decimal(decimal_text(said))
        digits = len(said.partition(".")[2])
        return (
            abs(number - real) * 2 <= Decimal(1).scaleb(-digits)
            if digits or "." not in f"{real}"
            else abs(number - real) < 1
        )

    def _lists_count(self) -> None:
        for key, title in self.model.list_titles():
            name = re.escape(title)
            for found in re.finditer(
                rf"(?P<said>{_C})(?:个|家){_WHO}(?:被)?列入{name}|列入{name}的{_WHO}(?:有|共有?)?(?P<other>{_C})(?:个|家)",
                self.text,
            ):
                group = "said" if found["said"] else "other"
                span, real = found.span(group), len(self.model.on_list[key])
                scope = self._scope(found.start(), found.end())
                if (
                    self._is_known(span)
                    or scope not in {_SOME, ""}
                    or any(each in self.text for each in self.model.groups)
                ):
                    continue
                if whole_number(found[group]) != real:
                    self._tell(span, found[group], str(real), f"list.count[{key}]")

    def _listed(self, row: Sequence[Fact]) -> None:
        """``A、B列入黑榜``, ``A被单项否决``."""
        behind = self.text[row[-1].end : row[-1].end + 24]
        if _NOT.match(behind):
            return
        for key, title in self.model.list_titles():
            if re.match(
                rf"{_WHO}(?:等{_C}(?:个|家){_WHO})?(?:均|都|分别)?(?:被)?(?:列入|进入|登上)(?:本次|本轮)?{re.escape(title)}",
                behind,
            ):
                for fact in row:
                    self._membership(fact, self.model.on_list[key], f"列入{title}", f"list.names[{key}]")
        if _VETOED.match(behind):
            vetoed = {code for code, score in self.model.system.scores.items() if any(v.fired for v in score.vetoes)}
            vetoed |= {code for code, each in self.model.system.ranks.items() if each.vetoed}
            for fact in row:
                self._membership(fact, vetoed, "单项否决", "table.vetoes")

    def _membership(self, fact: Fact, codes: set[str], what: str, query: str) -> None:
        meant = self.model.names.codes[fact.value]
        if meant and not meant & codes and not self._is_known((fact.start, fact.end)):
            self._tell((fact.start, fact.end), f"{fact.text}{what}", f"{fact.text}没有{what}", query)

    def _row(self, fact: Fact) -> str:
        """The code of the one site that a name means; empty when there is none or more than one."""
        codes = self.model.names.codes[fact.value]
        code = next(iter(codes)) if len(codes) == 1 else ""
        return code if code in self.model.rows else ""

    def _place(self, fact: Fact) -> None:
        code = self._row(fact)
        found = _PLACE.match(self.text, fact.end)
        before = _BEFORE.search(self.text, max(0, fact.start - 8), fact.start)
        found = found or (
            before if before and not self.text[before.start() - 2 : before.start()].endswith("并列") else None
        )
        if not code or found is None or self._is_known(found.span("said")):
            return
        clause = self.text[max(self.text.rfind("。", 0, fact.start), 0) : found.end()]
        row = self.model.rows[code]
        if row.rank is None or _OTHERS.search(clause) or "指标" in clause:
            return
        if whole_number(found["said"]) != row.rank:
            place = f"{'并列' if row.tied else ''}第{row.rank}名"
            self._tell(found.span("said"), f"第{found['said']}名", place, f"site.place[{code}]")

    def _score(self, fact: Fact) -> None:
        code, found = self._row(fact), _SCORE.match(self.text, fact.end)
        if not code or found is None or self._is_known(found.span("said")):
            return
        total = self.model.rows[code].total
        if total is not None and not self._is(found["said"], total):
            self._tell(found.span("said"), f"{found['said']}分", f"{_plain(total)}分", f"site.total[{code}]")

    def _tell(self, span: tuple[int, int], stands: str, expected: str, query: str) -> None:
        self.notebook.tell(
            "claim_wrong",
            self.paragraph,
            *span,
            stands=stands,
            expected=clean(expected),
            query=query,
            remedy=_REMEDY,
        )


def _plain(value: Decimal | int) -> str:
    text = f"{value:f}" if isinstance(value, Decimal) else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and len(text.partition(".")[2]) > 2 else text  # noqa: PLR2004
