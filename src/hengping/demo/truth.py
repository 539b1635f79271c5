"""The truth of the province, and how findings compare with it."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

import msgspec

from hengping.model.finding import Finding, Outcome
from hengping.model.urls import BadUrlError, normal_url

_REPORTED = frozenset({Outcome.FAIL, Outcome.PARTLY})
_EXTRA_KEY = {"meta_missing": "tag", "message_unanswered": "message_id", "wording_error": "wrong"}

_CONTRACT = """
home_unavailable home_not_updated blank_section stale_section broken_link message_unanswered guide_incomplete
no_service no_message_channel site_code_missing site_code_mismatch icp_missing psb_missing sponsor_missing
contact_missing fault_report_entry_missing party_gov_mark_missing meta_missing search_missing search_broken
personal_data dark_link wording_error reprint backdated blocked attachment_broken
"""
MEASURED = frozenset(_CONTRACT.split())
"""Checks whose truth the province knows (contract). Of others it cannot say whether a finding is right."""

Key = tuple[str, str, str, str]
"""Check, site code, normal URL of the subject, and the tag or message id where the check needs one."""


class Planted(msgspec.Struct, frozen=True, kw_only=True):
    """One defect that a perfect judge reports: a line of ``truth.jsonl``.

    Attributes:
        url: normal form of the finding's ``subject.url``.
        values: identifying values as the contract names them.
    """

    check: str
    site_code: str
    url: str
    values: dict[str, Any] = {}

    @property
    def key(self) -> Key:
        """What is compared."""
        return self.check, self.site_code, self.url, str(self.values.get(_EXTRA_KEY.get(self.check, ""), ""))


class CheckAccuracy(msgspec.Struct, frozen=True, kw_only=True):
    """How one check did.

    Attributes:
        planted, reported, hits: numbers of distinct keys.
        precision: hits / reported, 1 when nothing was reported; recall: hits / planted, 1 when nothing was planted.
        false_keys: reported but not planted; missed_keys: planted but not reported. Sorted.
    """

    check: str
    planted: int
    reported: int
    hits: int
    precision: float
    recall: float
    false_keys: tuple[Key, ...] = ()
    missed_keys: tuple[Key, ...] = ()


def reported_key(finding: Finding) -> Key | None:
    """The key of a finding that claims a defect; None for any other outcome."""
    if finding.check == "blocked":
        if finding.outcome is not Outcome.BLOCKED or finding.subject.kind != "site":
            return None
    elif finding.outcome not in _REPORTED:
        return None
    try:
        url = normal_url(finding.subject.url)
    except BadUrlError:
        url = finding.subject.url
    extra = finding.values.get(_EXTRA_KEY.get(finding.check, ""), "")
    return finding.check, finding.site_code, url, str(extra)


def compare(planted: Iterable[Planted], findings: Iterable[Finding]) -> list[CheckAccuracy]:
    """Precision and recall per check, sorted by check id.

    Checks that neither planted nor reported anything are left out, and those whose truth the province does not know.
    """
    truth: dict[str, set[Key]] = defaultdict(set)
    claims: dict[str, set[Key]] = defaultdict(set)
    for defect in planted:
        truth[defect.check].add(defect.key)
    for finding in findings:
        key = reported_key(finding)
        if key:
            claims[finding.check].add(key)
    return [
        _accuracy(check, truth[check], claims[check]) for check in sorted(truth.keys() | (claims.keys() & MEASURED))
    ]


def _accuracy(check: str, truth: set[Key], claims: set[Key]) -> CheckAccuracy:
    hits = truth & claims
    return CheckAccuracy(
        check=check,
        planted=len(truth),
        reported=len(claims),
        hits=len(hits),
        precision=len(hits) / len(claims) if claims else 1.0,
        recall=len(hits) / len(truth) if truth else 1.0,
        false_keys=tuple(sorted(claims - truth)),
        missed_keys=tuple(sorted(truth - claims)),
    )
