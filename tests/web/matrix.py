"""``policy_matrix.csv`` as it is read: what people worked out from what the platform is for, not from its table.

One line an action; a cell names the stages in which the role may: D draft, C collecting, I preliminary, X objection,
E re-assessing, F final, P published, A archived; ``every``: all of them; ``yes``: outside any evaluation; empty: never.
"""

import csv
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hengping.web.policy.words import Role, Stage

LETTERS = dict(zip("DCIXEFPA", Stage, strict=True))


@dataclass(frozen=True, kw_only=True)
class Line:
    """An action.

    Attributes:
        kind: ``own`` (everybody with an account), ``platform``, ``campaign``, ``site``.
        stages: by role.
    """

    kind: str
    action_id: str
    stages: dict[Role, frozenset[Stage]]

    def may(self, roles: frozenset[Role], stage: Stage) -> bool:
        """Whether somebody with these roles may, in this stage."""
        return any(stage in self.stages[role] for role in roles)


@cache
def matrix() -> dict[str, Line]:
    """The lines by action."""
    with (Path(__file__).parent / "policy_matrix.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return {
        row["action"]: Line(
            kind=row["kind"], action_id=row["action"], stages={role: _stages(row[role.value]) for role in Role}
        )
        for row in rows
    }


def _stages(cell: str) -> frozenset[Stage]:
    return frozenset(Stage) if cell in {"every", "yes"} else frozenset(LETTERS[letter] for letter in cell)


ROLES = {
    "organiser": {Role.ORGANISER}, "organiser2": {Role.ORGANISER}, "assessor": {Role.ASSESSOR},
    "assessor2": {Role.ASSESSOR}, "arbiter": {Role.ARBITER}, "operator": {Role.OPERATOR},
    "other_operator": {Role.OPERATOR}, "auditor": {Role.AUDITOR}, "superior": {Role.AUDITOR},
    "other_organiser": set(), "nobody": set(), "": set(),
}  # fmt: skip
"""What each person of the world is to its evaluation; everybody is also the public. The empty name: not signed in."""
PLATFORM_ROLES = {**ROLES, "superior": {Role.ORGANISER}, "other_organiser": {Role.ORGANISER}}
"""What each person is anywhere."""
_SITES = {"operator": "health", "other_operator": "traffic"}


def expected(line: Line, who: str, stage: Stage, site: str = "health") -> bool:
    """Whether a person of the world may.

    Args:
        line: the action.
        who: the person.
        stage: of the evaluation.
        site: whose site it is about.
    """
    if line.kind == "own":
        return who != ""
    if line.kind == "platform":
        return line.may(frozenset(PLATFORM_ROLES[who] | {Role.PUBLIC}), stage)
    roles = ROLES[who] | {Role.PUBLIC}
    if line.kind == "site" and _SITES.get(who, site) != site:
        roles = {Role.PUBLIC}
    return line.may(frozenset(roles), stage)
