"""Many sites under one system: scores that depend on each other, and all scores at once. Pure and exact."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction

from hengping.indicators.rounding import rounded
from hengping.indicators.rules import AnyZeroes, Feed, Normalisation, Normalised
from hengping.indicators.system import IndicatorSystem
from hengping.model.finding import Finding
from hengping.model.review import Review
from hengping.model.score import SiteScore
from hengping.model.site import Site
from hengping.scoring.area import deepest_first, subordinates
from hengping.scoring.crossing import crossing_of
from hengping.scoring.normalise import normalise
from hengping.scoring.panel import Panel, PeerValue
from hengping.scoring.plan import Place, Supplied, place_tree, planner_of
from hengping.scoring.reviews import latest, reviewed_findings, reviewed_marks
from hengping.scoring.select import FindingIndex, number_of
from hengping.scoring.site import Judged, blocks_site, conclude, judge_site, score_site

Findings = Mapping[str, Sequence[Finding]] | Callable[[str], Sequence[Finding]]
"""Findings by site code: at hand, or read when they are needed."""

_ZERO = Fraction(0)
_MOST_BELOW = 10**40
_COMBINED = {"mean": "平均得分指数", "min": "最低得分指数", "max": "最高得分指数", "pass_rate": "合格率"}


def score_sites(  # noqa: PLR0917 - as score_site
    system: IndicatorSystem,
    sites: Sequence[Site],
    findings: Findings,
    reviews: Sequence[Review] = (),
    given: Mapping[str, Supplied] | None = None,
    panel: Panel | None = None,
) -> tuple[SiteScore, ...]:
    """Score all sites of a roster, in its order.

    Args:
        system: the indicator system.
        sites: who is judged.
        findings: of every site; a site without any has none.
        reviews: human decisions on all of them.
        given: values from outside by site code; see :func:`hengping.scoring.site.score_site`.
        panel: what the sites say of each other, when it was worked out before.

    Raises:
        InputError: a value does not fit, or the system's nodes need each other in a circle.
    """
    if panel is None and needs_panel(system):
        panel = build_panel(system, sites, findings, reviews, given)
    own = _by_site(reviews)
    return tuple(
        score_site(
            system,
            site,
            _findings(findings, site.site_code),
            own.get(site.site_code, ()),
            (given or {}).get(site.site_code),
            panel,
        )
        for site in sites
    )


def needs_panel(system: IndicatorSystem) -> bool:
    """Whether a site's score depends on other sites: it is set against them, or fed by those subordinate to it."""
    crossing = crossing_of(system)
    return bool(crossing.steps or crossing.area)


def build_panel(
    system: IndicatorSystem,
    sites: Sequence[Site],
    findings: Findings,
    reviews: Sequence[Review] = (),
    given: Mapping[str, Supplied] | None = None,
) -> Panel:
    """What the sites say of each other; the same for any order of findings and reviews.

    Sites that are blocked as a whole take no part. Vetoed ones do: what they were measured at is a fact.

    Raises:
        InputError: as :func:`score_sites`.
    """
    return _Builder(system, sites, findings, reviews, given or {}).panel()


class _Builder:
    """Works the panel out step by step; what a step has found is seen by the next."""

    def __init__(
        self,
        system: IndicatorSystem,
        sites: Sequence[Site],
        findings: Findings,
        reviews: Sequence[Review],
        given: Mapping[str, Supplied],
    ) -> None:
        self._system = system
        self._sites = sites
        self._findings = findings
        self._reviews = _by_site(reviews)
        self._given = given
        self._groups = {site.site_code: site.group for site in sites}
        self._values: dict[str, dict[str, PeerValue]] = {}
        self._area: dict[str, dict[str, tuple[Finding, ...]]] = {}

    def panel(self) -> Panel:
        """All steps, then everything in the order of the file and of the roster."""
        crossing = crossing_of(self._system)
        if crossing.area:
            self._look_around(crossing.area)
        for step in crossing.steps:
            {"values": self._from_values, "nodes": self._from_scores, "feeds": self._from_below}[step.kind](step.nodes)
        places = {site.site_code: number for number, site in enumerate(self._sites)}
        return Panel(
            system_id=self._system.id,
            values={
                node.id: dict(sorted(self._values[node.id].items(), key=lambda pair: places[pair[0]]))
                for node in self._system.tree.walk()
                if node.id in self._values
            },
            area=self._area,
        )

    def _so_far(self) -> Panel:
        return Panel(system_id=self._system.id, values=self._values, area=self._area)

    def _judged(self, site: Site, panel: Panel) -> Judged | None:
        code = site.site_code
        return judge_site(
            self._system,
            site,
            _findings(self._findings, code),
            self._reviews.get(code, ()),
            self._given.get(code),
            panel,
        )

    def _met(self, site: Site) -> tuple[Supplied, list[Place]]:
        """Values for a site, and the items that a rule must judge."""
        marked = reviewed_marks(self._system, site, latest(self._reviews.get(site.site_code, ()), site.site_code))
        supplied = {**marked.values, **self._given.get(site.site_code, {})}
        return supplied, place_tree(self._system, site, supplied).items()

    def _final_findings(self, site: Site) -> list[Finding] | None:
        """Findings as people have left them; None for a site that is blocked as a whole."""
        code = site.site_code
        final = reviewed_findings(_findings(self._findings, code), latest(self._reviews.get(code, ()), code))
        return None if any(blocks_site(each) for each in final) else final

    def _look_around(self, items: Sequence[str]) -> None:
        leaves = planner_of(self._system).leaves
        hits: dict[str, dict[str, list[Finding]]] = {item: {} for item in items}
        for site in self._sites:
            final = self._final_findings(site)
            index = FindingIndex(final or ())
            for item in items:
                found = {each.finding_id: each for select in leaves[item].selectors for each in index.hits(select)}
                if found:
                    hits[item][site.site_code] = [found[key] for key in sorted(found)]
        for item in items:
            rule = leaves[item].rule
            assert isinstance(rule, AnyZeroes)  # noqa: S101 - of this kind
            below = subordinates(self._sites, rule.match)
            self._area[item] = {
                code: tuple(each for lower in inside for each in hits[item].get(lower, ()))
                for code, inside in below.items()
                if any(lower in hits[item] for lower in inside)
            }

    def _from_values(self, items: Sequence[str]) -> None:
        raw: dict[str, dict[str, Fraction]] = {item: {} for item in items}
        marks: dict[str, dict[str, Fraction]] = {item: {} for item in items}
        for site in self._sites:
            if self._final_findings(site) is None:
                continue
            supplied, places = self._met(site)
            for place in places:
                item, leaf = place.node.id, place.leaf
                if item not in raw or leaf is None:
                    continue
                value = place.supplied if place.supplied is not None else supplied.get(leaf.measure)
                if (number := number_of(value)) is not None:
                    raw[item][site.site_code] = Fraction(number)
                    marks[item][site.site_code] = place.full
        for item in items:
            rule = planner_of(self._system).leaves[item].rule
            assert isinstance(rule, Normalised)  # noqa: S101 - of this kind
            self._set(item, self._normalised(rule, raw[item], marks[item]))

    def _from_scores(self, names: Sequence[str]) -> None:
        raw: dict[str, dict[str, Fraction]] = {name: {} for name in names}
        marks: dict[str, dict[str, Fraction]] = {name: {} for name in names}
        panel = self._so_far()
        for site in self._sites:
            judged = self._judged(site, panel)
            if judged is None:
                continue
            for name in raw.keys() & judged.scorer.unset.keys():
                raw[name][site.site_code] = bounded(judged.scorer.unset[name])
                marks[name][site.site_code] = Fraction(judged.scorer.found[name].node.full)
        nodes = self._system.nodes()
        for name in names:
            spec = nodes[name].normalise
            assert spec is not None  # noqa: S101 - of this kind
            self._set(name, self._normalised(spec, raw[name], marks[name]))

    def _normalised(
        self, spec: Normalisation, raw: Mapping[str, Fraction], marks: Mapping[str, Fraction]
    ) -> dict[str, PeerValue]:
        found: dict[str, PeerValue] = {}
        for full in sorted(set(marks.values())):
            points = normalise(spec, raw, self._groups, full)
            found |= {code: PeerValue(points=str(bounded(points[code]))) for code in raw if marks[code] == full}
        return found

    def _set(self, name: str, found: Mapping[str, PeerValue]) -> None:
        self._values[name] = dict(found)

    def _from_below(self, items: Sequence[str]) -> None:
        rules = {item: _feed(self._system, item) for item in items}
        met = {site.site_code: {each.node.id: each for each in self._met(site)[1]} for site in self._sites}
        below: dict[str, dict[str, tuple[str, ...]]] = {}
        for item, rule in rules.items():
            self._values[item] = {}
            inside = subordinates(self._sites, rule.match, rule.groups)
            below[item] = {code: lower for code, lower in inside.items() if item in met[code]}
        joined: defaultdict[str, dict[str, None]] = defaultdict(dict)
        for inside in below.values():
            for code, lower in inside.items():
                joined[code].update(dict.fromkeys(lower))
        wanted = {lower for inside in joined.values() for lower in inside}
        by_code = {site.site_code: site for site in self._sites}
        outcomes: dict[str, dict[str, Fraction | None]] = {}
        panel = self._so_far()
        for code in deepest_first(self._sites, joined):
            for item, rule in rules.items():
                if code in below[item]:
                    results = [outcomes[lower][item] for lower in below[item][code]]
                    self._values[item][code] = self._fed(rule, results, met[code][item].full)
            if code in wanted:
                judged = self._judged(by_code[code], panel)
                outcomes[code] = {item: _outcome(rule, judged) for item, rule in rules.items()}

    def _fed(self, rule: Feed, results: Iterable[Fraction | None], marks: Fraction) -> PeerValue:
        known = [each for each in results if each is not None]
        if not known:
            return PeerValue(note="下级单位尚无得分")
        index = {"min": min(known), "max": max(known)}.get(rule.combine, sum(known, _ZERO) / len(known))
        printed = rounded(index, self._system.rounding.index_digits, self._system.rounding.mode)
        note = f"{len(known)} 个下级单位，{_COMBINED[rule.combine]} {printed}"
        return PeerValue(points=str(bounded(index * marks)), raw=str(printed), note=note)


def _outcome(rule: Feed, judged: Judged | None) -> Fraction | None:
    """What one subordinate site brings, as an index; None: it is left out (blocked, or nothing is known of it)."""
    score = None if judged is None else conclude(judged)
    if judged is None or score is None or score.passed is None:
        return None
    if judged.vetoed and not judged.system.when_vetoed.keep:
        number = judged.system.when_vetoed.score
        if rule.node == "total" and number is not None and rule.combine != "pass_rate":
            return Fraction(number) / Fraction(judged.system.scale)
        return _ZERO if rule.vetoed == "zero" else None
    if rule.combine == "pass_rate":
        return Fraction(score.passed)
    return _index(judged, rule.node)


def _index(judged: Judged, node_id: str) -> Fraction | None:
    found = judged.scorer.found.get(node_id)
    if found is None or found.node.state in {"not_applicable", "not_tested"} or not found.node.full:
        return None
    return bounded(found.score / Fraction(found.node.full))


def bounded(value: Fraction) -> Fraction:
    """The number itself, or, where its denominator is huge, the number to 40 decimals.

    Roots and ratios leave every site with a denominator of its own. Sums over thousands of sites would grow to
    millions of digits, for a difference that nothing prints and no comparison of totals sees.
    """
    if value.denominator <= _MOST_BELOW:
        return value
    return Fraction(round(value * _MOST_BELOW), _MOST_BELOW)


def _feed(system: IndicatorSystem, item: str) -> Feed:
    rule = planner_of(system).leaves[item].rule
    assert isinstance(rule, Feed)  # noqa: S101 - of this kind
    return rule


def _findings(findings: Findings, site_code: str) -> Sequence[Finding]:
    return findings(site_code) if callable(findings) else findings.get(site_code, ())


def _by_site(reviews: Sequence[Review]) -> dict[str, list[Review]]:
    found: defaultdict[str, list[Review]] = defaultdict(list)
    for review in reviews:
        found[review.site_code].append(review)
    return found
