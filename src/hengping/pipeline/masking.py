"""Findings as they may be kept and shown: numbers of persons masked in titles, values and messages of every check.

Addresses, digests and numbers that identify things stay whole, so that a finding still leads to what it is about.
"""

from collections.abc import Iterable
from typing import Any

from msgspec import structs

from hengping.extract.personal_masking import mask_personal
from hengping.model.finding import Finding
from hengping.model.text import Text

MASKED_WITH = (
    "extract/personal_finding.py",
    "extract/personal_masking.py",
    "extract/personal_numbers.py",
    "pipeline/masking.py",
)
"""The code that masking depends on, for stamps."""
_WHOLE = ("url", "id", "digest", "code", "host")
"""How the names of values end that are addresses or identify something."""


def masked_findings(findings: Iterable[Finding]) -> list[Finding]:
    """The same findings in the same order, masked; identities, subjects' addresses and evidence untouched."""
    return [_masked(finding) for finding in findings]


def _masked(finding: Finding) -> Finding:
    title = mask_personal(finding.subject.title)
    values = {name: _value(name, value) for name, value in finding.values.items()}
    messages = Text(zh=mask_personal(finding.messages.zh), en=mask_personal(finding.messages.en))
    if title == finding.subject.title and values == finding.values and messages == finding.messages:
        return finding
    subject = structs.replace(finding.subject, title=title)
    return structs.replace(finding, subject=subject, values=values, messages=messages)


def _value(name: str, value: Any) -> Any:
    if isinstance(value, str):
        return value if name.rpartition("_")[2] in _WHOLE else mask_personal(value)
    if isinstance(value, dict):
        return {key: _value(str(key), one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_value(name, one) for one in value]
    return value
