"""Findings (检查结果): the verdict of one check on one subject."""

import hashlib
from datetime import date
from enum import StrEnum
from typing import Any, Literal

import msgspec

from hengping.model.evidence import EvidenceRef
from hengping.model.text import Text


class Outcome(StrEnum):
    """Conclusions (结论). Only pass, partly and fail reach a score; cannot_tell goes to a person."""

    PASS = "pass"  # noqa: S105 - an outcome, not a password
    PARTLY = "partly"
    FAIL = "fail"
    NOT_APPLICABLE = "not_applicable"
    NOT_TESTED = "not_tested"
    BLOCKED = "blocked"
    CANNOT_TELL = "cannot_tell"
    ERROR = "error"
    EXEMPTED = "exempted"


SCORED = frozenset({Outcome.PASS, Outcome.PARTLY, Outcome.FAIL})

OUTCOME_ZH: dict[Outcome, str] = {
    Outcome.PASS: "符合",
    Outcome.PARTLY: "部分符合",
    Outcome.FAIL: "不符合",
    Outcome.NOT_APPLICABLE: "不适用",
    Outcome.NOT_TESTED: "未检查",
    Outcome.BLOCKED: "受阻",
    Outcome.CANNOT_TELL: "待人工确认",
    Outcome.ERROR: "工具故障",
    Outcome.EXEMPTED: "豁免",
}

SubjectKind = Literal["site", "section", "page", "link", "message", "guide", "attachment", "host"]


class Subject(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The thing judged. ``url`` is the thing that is wrong (contract)."""

    kind: SubjectKind
    url: str
    id: str = ""
    title: str = ""


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What a check says, before the runner adds identity, version and messages.

    Attributes:
        outcome: the conclusion.
        subject: the thing judged.
        values: facts of this verdict, plain JSON values, named as in the contract.
        evidence: records that show it.
        message: key into the check's ``messages``; default is the outcome's name.
        target: what within the subject is meant, when the subject alone does not identify the fault (a meta tag …).
    """

    outcome: Outcome
    subject: Subject
    values: dict[str, Any] = {}
    evidence: tuple[EvidenceRef, ...] = ()
    message: str = ""
    target: str = ""


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``findings/<site_code>.jsonl`` (contract: names and order of fields)."""

    finding_id: str
    site_code: str
    check: str
    version: int
    outcome: Outcome
    subject: Subject
    values: dict[str, Any]
    evidence: tuple[EvidenceRef, ...]
    as_of: date
    messages: Text


def finding_id(check: str, site_code: str, subject_url: str, target: str = "") -> str:
    """Stable identity of a finding: check + place + normalised target.

    The same fault has the same id in every round, so that a fix, an appeal or an exemption can refer to it.
    """
    text = f"{check}\n{site_code}\n{subject_url}\n{target}"
    return f"{check}-{hashlib.sha256(text.encode()).hexdigest()[:16]}"
