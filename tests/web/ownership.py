"""Whose the things in addresses are, as people worked it out; not read from the program.

An address is asked in several ways: everything of one place, or one thing of another place put where one's own belongs.
What is right then follows from the policy matrix and from the two rules here: a thing opens only at its own address
(``BELONGS``), and some things are not for everybody who may open such pages (``ONLY``).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from hengping.web.policy.words import Role, Stage
from web.addresses import Address
from web.belongings import PLACES, Belongings
from web.matrix import PLATFORM_ROLES, ROLES, Line, matrix

SITE, CAMPAIGN, APART = "site", "campaign", "apart"
BELONGS = {
    # Things of a site: not even under another site of the same evaluation.
    "appeal_id": SITE, "proof_id": SITE, "reply_id": SITE, "item_id": SITE, "inspection_id": SITE, "finding_id": SITE,
    "record_id": SITE, "section_id": SITE, "like_id": SITE, "file_id": SITE, "contact_id": SITE,
    # Things of an evaluation: not under another one.
    "code": CAMPAIGN, "run_id": CAMPAIGN, "problem_id": CAMPAIGN, "draft_id": CAMPAIGN, "key": CAMPAIGN,
    "simulation_id": CAMPAIGN, "import_id": CAMPAIGN, "job_id": CAMPAIGN, "approval_id": CAMPAIGN,
    "mail_id": CAMPAIGN, "exemption_id": CAMPAIGN, "task_id": CAMPAIGN, "case_id": CAMPAIGN, "user_id": CAMPAIGN,
    "work_id": CAMPAIGN,
    # Things that no evaluation is named beside: whose they are says ONLY.
    "organisation_id": APART, "bureau_id": APART, "membership_id": APART, "person_id": APART, "invitation_id": APART,
    "notice_id": APART, "token_id": APART, "session_id": APART, "webhook_id": APART, "done_id": APART, "seq": APART,
    # The register of sites is one for all bureaus.
    "site_id": APART,
}  # fmt: skip
"""Where a thing belongs, by parameter."""
PLAIN = {
    "campaign_id", "site_code", "after", "form", "version", "name", "year", "rhythm_kind", "period_start", "token",
    "kind", "part",
}  # fmt: skip
"""Parameters that say where, or what to do, and name no thing of anybody's."""
FIXED: Mapping[str, object] = {
    "after": "collecting", "form": "csv", "version": 1, "name": "reports/nothing.txt", "year": 2026,
    "rhythm_kind": "weekly", "period_start": "2026-11-16", "token": "made-up", "kind": "measures", "part": "text",
}  # fmt: skip
RENAMED = {
    ("like_case", "case_id"): "like_id", ("rhythm_plan", "organisation_id"): "bureau_id",
    ("rhythm_done", "organisation_id"): "bureau_id",
}  # fmt: skip
"""Parameters of one name that mean different things."""
QUERY = {"appeal_raise": (("finding", "finding_id"),), "system-compare": (("a", "key"), ("b", "key"))}
"""Things that addresses name after the question mark."""
_OFFICE = {"organiser", "organiser2"}
_MANAGES = {"own": {"superior"}, "neighbour": {*_OFFICE, "superior"}, "elsewhere": {"other_organiser"}}
_SEES_BODY = {**_MANAGES, "neighbour": {*_MANAGES["neighbour"], "auditor"}}
_KEEPS = {**_MANAGES, "own": {*_OFFICE, "superior"}}
_BUREAU = {"own": _OFFICE, "neighbour": {"superior"}, "elsewhere": {"other_organiser"}}
_PERSON = {"own": {"operator"}, "neighbour": {"other_operator"}, "elsewhere": {"other_organiser"}}
_LOG = {
    "own": {*_OFFICE, "superior", "auditor"}, "neighbour": {*_OFFICE, "superior", "auditor"},
    "elsewhere": {"other_organiser"},
}  # fmt: skip
ONLY: Mapping[str, Mapping[str, set[str]]] = {
    "organisation_id": _MANAGES, "membership_id": _MANAGES, "person_id": _MANAGES, "invitation_id": _MANAGES,
    "bureau_id": _BUREAU, "webhook_id": _BUREAU, "done_id": _BUREAU, "seq": _LOG,
    "notice_id": _PERSON, "token_id": _PERSON, "session_id": _PERSON,
    "task_id": {"own": {"assessor"}, "neighbour": {"assessor2"}, "elsewhere": set()},
    "approval_id": {"own": {"organiser"}, "neighbour": {"organiser2"}, "elsewhere": {"other_organiser"}},
}  # fmt: skip
"""People for whom a thing is, among those who may open such pages; by parameter and place."""
_CASE_TEAM = {"organiser", "organiser2", "assessor", "assessor2", "arbiter", "auditor", "superior"}
_CASES = {"own": {*_CASE_TEAM, "operator"}, "neighbour": {*_CASE_TEAM, "other_operator"},
          "elsewhere": {"other_organiser", "operator"}}  # fmt: skip
_ELSEWHERE = {"other_organiser": {Role.ORGANISER}, "operator": {Role.OPERATOR}}
_PUBLIC_STAGES = {Stage.PUBLISHED, Stage.ARCHIVED}
SECOND: Mapping[str, tuple[str, int]] = {
    "case_withdraw": ("case.nominate", 403), "case_edit": ("case.nominate", 403),
    "system-show": ("system.draft", 404), "system-file": ("system.draft", 404),
    "system-simulation": ("result.view", 404), "work": ("document.view", 404), "work_retry": ("document.view", 404),
}  # fmt: skip
"""Pages that ask a second row of the matrix once they have the thing: keys here are of drafts, work is on documents."""


@dataclass(frozen=True, kw_only=True)
class Way:
    """One way to ask an address.

    Attributes:
        place: whose evaluation and site stand in it.
        site: whose site; other than ``place`` where a site is put under an evaluation that does not have it.
        stranger: the parameter that is of another place; empty: all is of one.
        values: of its parameters.
        query: what follows the question mark.
    """

    place: str
    site: str
    stranger: str
    values: dict[str, object]
    query: dict[str, object]

    @property
    def named(self) -> str:
        """For people who read what went wrong."""
        return f"{self.place}{f', {self.stranger} of others' if self.stranger else ''}"


def meaning(page: Address, parameter: str) -> str:
    """What a parameter means at an address."""
    return RENAMED.get((page.name, parameter), parameter)


def unknown_parameters(page: Address) -> list[str]:
    """Those that nothing is said of here."""
    return [one for one in page.parameters if meaning(page, one) not in {*BELONGS, *PLAIN}]


def ways(page: Address, world: Belongings) -> Iterator[Way]:
    """All ways to ask an address."""
    carried = set(page.parameters)
    things = [one for one in page.parameters if meaning(page, one) in BELONGS]
    asked = [name for name, _thing in QUERY.get(page.name, ())]
    for place in PLACES:
        yield _way(page, world, place)
    if "campaign_id" not in carried:
        # Two things in one address, as a contact and its site.
        for thing in things[1:]:
            yield _way(page, world, "own", {thing: "neighbour"})
        return
    for thing in (*things, *asked):
        means = meaning(page, dict(QUERY.get(page.name, ())).get(thing, thing))
        yield _way(page, world, "own", {thing: "elsewhere"})
        if BELONGS[means] == SITE and ("site_code" in carried or len(things) > 1):
            yield _way(page, world, "own", {thing: "neighbour"})
    if "site_code" in carried:
        yield _way(page, world, "own", {"site_code": "elsewhere"})
        yield _way(page, world, "elsewhere", {"site_code": "own"})


def _way(page: Address, world: Belongings, place: str, other: Mapping[str, str] | None = None) -> Way:
    other = other or {}
    values: dict[str, object] = {}
    for name in page.parameters:
        means = meaning(page, name)
        values[name] = FIXED[means] if means in FIXED else world.things[other.get(name, place)][means]
    query = {name: world.things[other.get(name, place)][thing] for name, thing in QUERY.get(page.name, ())}
    return Way(
        place=place, site=other.get("site_code", place), stranger=next(iter(other), ""), values=values, query=query
    )


def roles_of(who: str, way: Way, line: Line) -> set[Role]:
    """What a person is to what an address names, besides the public."""
    if line.kind == "platform":
        return set(PLATFORM_ROLES[who])
    roles = set(_ELSEWHERE.get(who, set()) if way.place == "elsewhere" else ROLES[who])
    own_site = {"own": "operator", "neighbour": "other_operator", "elsewhere": "operator"}[way.place]
    if line.kind == "site" and who != own_site:
        roles.discard(Role.OPERATOR)
    return roles


def allowed(page: Address, method: str, who: str, way: Way, stage: Stage) -> tuple[bool, bool]:
    """Whether the policy matrix lets a person; whether they may know of the evaluation."""
    return may(page.actions[method], who, way, stage)


def may(action_id: str, who: str, way: Way, stage: Stage) -> tuple[bool, bool]:
    """As :func:`allowed`, for a row of the matrix."""
    line = matrix()[action_id]
    if line.kind == "own":
        return who != "", True
    if line.kind == "site" and way.stranger == "site_code":
        return False, False
    roles = frozenset(roles_of(who, way, line) | {Role.PUBLIC})
    known = line.kind == "platform" or matrix()["campaign.view"].may(roles, stage)
    return line.may(roles, stage), known


def second(page: Address, who: str, way: Way, stage: Stage) -> int:
    """What a page answers that asks a second row, which does not let a person; 0: it does."""
    action_id, refusal = SECOND.get(page.name, ("", 0))
    return refusal if action_id and not may(action_id, who, way, stage)[0] else 0


def kept_by_others(page: Address, method: str, who: str, way: Way) -> bool:
    """Whether it is a record of the register that another bureau keeps: seen by all, changed by the one."""
    return page.actions[method] == "register.edit" and who not in _KEEPS[way.place]


def opens(page: Address, method: str, who: str, way: Way, stage: Stage) -> bool:
    """Whether what an address names is there for somebody whom the policy matrix lets open such pages."""
    if way.stranger:
        return False
    for name in page.parameters:
        means = meaning(page, name)
        for_whom = ONLY.get(means)
        if means == "organisation_id" and page.actions[method] == "organisation.view":
            for_whom = _SEES_BODY
        if for_whom is not None and who not in for_whom[way.place]:
            return False
        if means == "case_id":
            listed = way.place == "neighbour" and stage in _PUBLIC_STAGES
            if who not in _CASES[way.place] and not listed:
                return False
    return True
