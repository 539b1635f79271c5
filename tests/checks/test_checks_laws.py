"""Laws: whatever the facts, no check fails itself, every check answers, and order of the facts does not matter."""

import itertools
from datetime import date, datetime, timedelta, timezone
from typing import Any

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import inspect as shape

from hengping.checks.cases import facts_of
from hengping.checks.catalogue import catalogue
from hengping.checks.messages import COMMON_MESSAGES, DUPLICATE
from hengping.checks.runner import run_checks
from hengping.checks.wording import fill
from hengping.model import codec
from hengping.model.facts import SiteFacts
from hengping.model.finding import Finding, Outcome

WORDS = st.sampled_from(
    [
        "",
        " ",
        "http://www.example.gov.cn/",
        "/a",
        "9901020003",
        "x-a",
        "bm1",
        "scripted",
        "{as_of}",
        "{",
        "SiteName",
        "暂无",
    ]
)
ZONE = timezone(timedelta(hours=8))


PLAIN: dict[type[shape.Type], st.SearchStrategy[Any]] = {
    shape.StrType: WORDS,
    shape.BoolType: st.booleans(),
    shape.IntType: st.integers(0, 600),
    shape.DateType: st.dates(date(2023, 1, 1), date(2027, 12, 31)),
    shape.DateTimeType: st.just(datetime(2026, 5, 13, tzinfo=ZONE)),
    shape.NoneType: st.none(),
}


def strategy_of(kind: shape.Type) -> st.SearchStrategy[Any]:
    """A strategy for any type the facts are made of, read from the types themselves."""
    return PLAIN[type(kind)] if type(kind) in PLAIN else compound(kind)


def compound(kind: shape.Type) -> st.SearchStrategy[Any]:
    made: st.SearchStrategy[Any]
    match kind:
        case shape.StructType(cls=cls, fields=fields):
            parts = {field.name: strategy_of(field.type) for field in fields}
            made = st.fixed_dictionaries(parts).map(lambda values: cls(**values))
        case shape.EnumType(cls=cls):
            made = st.sampled_from(list(cls))
        case shape.LiteralType(values=values):
            made = st.sampled_from(values)
        case shape.UnionType(types=types):
            made = st.one_of([strategy_of(part) for part in types])
        case shape.VarTupleType(item_type=item):
            made = st.lists(strategy_of(item), max_size=4).map(tuple)
        case shape.DictType(key_type=key, value_type=value):
            made = st.dictionaries(strategy_of(key), strategy_of(value), max_size=3)
        case _:
            raise TypeError(kind)
    return made


_FIELDS = {field.name: field for field in shape.type_info(SiteFacts).fields}  # type: ignore[attr-defined]
_ALWAYS = {name: strategy_of(field.type) for name, field in _FIELDS.items() if field.required}
_SOMETIMES = {name: strategy_of(field.type) for name, field in _FIELDS.items() if not field.required}
_MOST = 6


@st.composite
def any_facts(draw):
    """Facts of a site with a few of its fields filled: all at once would be too much to generate."""
    chosen = draw(st.sets(st.sampled_from(sorted(_SOMETIMES)), max_size=_MOST))
    parts = _ALWAYS | {name: _SOMETIMES[name] for name in sorted(chosen)}
    return SiteFacts(**{name: draw(part) for name, part in parts.items()})


ANY_FACTS = any_facts()
OPEN_FACTS = ANY_FACTS.map(lambda facts: msgspec.structs.replace(facts, blocked_by="", tool_fault="", reachable=True))
RELAXED = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


def contradiction(finding: Finding) -> bool:
    return finding.messages == fill(COMMON_MESSAGES[DUPLICATE], finding.values) if "count" in finding.values else False


@RELAXED
@given(facts=ANY_FACTS | OPEN_FACTS)
def test_no_check_fails_itself_whatever_the_facts(facts: SiteFacts) -> None:
    findings = run_checks(facts)
    faults = [finding for finding in findings if finding.outcome is Outcome.ERROR and not contradiction(finding)]
    assert bool(faults) == bool(facts.tool_fault)
    assert {finding.check for finding in findings} == set(catalogue())
    assert len({finding.finding_id for finding in findings}) == len(findings)
    order = [(finding.check, finding.subject.url) for finding in findings]
    assert order == sorted(order)
    text = codec.encode_lines(findings)
    assert [codec.decode(line, Finding) for line in text.splitlines()] == findings


@RELAXED
@given(facts=OPEN_FACTS, randoms=st.randoms(use_true_random=False))
def test_order_of_the_facts_does_not_matter(facts: SiteFacts, randoms: Any) -> None:
    def mixed(values: tuple[Any, ...]) -> tuple[Any, ...]:
        shuffled = list(values)
        randoms.shuffle(shuffled)
        return tuple(shuffled)

    names = ("sections", "links", "pages", "messages", "guides", "blocked_pages", "visits")
    shuffled = msgspec.structs.replace(facts, **{name: mixed(getattr(facts, name)) for name in names})
    assert codec.encode_lines(run_checks(shuffled)) == codec.encode_lines(run_checks(facts))


SECTION_STATES = {
    "items": (0, 1),
    "newest_on": (None, "2020-01-01", "2026-05-20"),
    "section_class": ("notice", "leader"),
    "exempt": ("", "topic_closed", "states_nothing"),
    "has_children": (False, True),
    "unreadable_why": ("", "scripted", "blocked", "not_fetched", "broken", "unheard_of"),
}


def test_blank_and_overdue_exclude_each_other() -> None:
    failing = set()
    for values in itertools.product(*SECTION_STATES.values()):
        section = dict(zip(SECTION_STATES, values, strict=True))
        section["readable"] = not section["unreadable_why"]
        findings = run_checks(facts_of({"sections": [section]}), only=["blank_section", "stale_section"])
        failed = tuple(finding.check for finding in findings if finding.outcome is Outcome.FAIL)
        assert len(failed) <= 1, section
        assert not (failed and (section["exempt"] or not section["readable"])), section
        failing.add(failed)
    assert failing == {(), ("blank_section",), ("stale_section",)}
