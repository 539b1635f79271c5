"""A check's own examples (``cases.yaml``): given facts, expected findings.

Facts are written as differences from one healthy site (:data:`HEALTHY`); entries of lists as differences from a typical
entry, ``repeat`` makes several. Addresses that begin with ``/`` are on the site.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import msgspec

from hengping.checks.catalogue import LoadedCheck, read_yaml
from hengping.checks.runner import run_check
from hengping.model.errors import InputError, place
from hengping.model.facts import GUIDE_ELEMENTS, SiteFacts
from hengping.model.finding import Finding, Outcome, SubjectKind

HOME = "http://www.example.gov.cn/"
_RECORD = {"record_id": "urn:uuid:00000000-0000-0000-0000-000000000001", "digest": "sha256:00"}

HEALTHY: dict[str, Any] = {
    "site": {"site_code": "9901020003", "name": "示例市人民政府", "url": HOME, "site_class": "A"},
    "as_of": "2026-05-20",
    "pages_read": 1,
    "home": {"url": HOME, "newest_on": "2026-05-19", "evidence": [_RECORD]},
}
"""The site every example starts from: read, reachable, and empty but for its home page."""

_TYPICAL: dict[str, dict[str, Any]] = {
    "visits": {"url": HOME, "visited_at": "2026-05-13T00:00:00Z", "result": "ok"},
    "sections": {
        "section_id": "s-0000000001",
        "url": "/tzgg/",
        "title": "通知公告",
        "section_class": "notice",
        "items": 1,
        "newest_on": "2026-05-19",
        "evidence": [_RECORD],
    },
    "links": {"url": "/a.html", "kind": "internal", "state": "ok", "source_url": "/", "evidence": _RECORD},
    "blocked_pages": {"url": "/a.html", "kind": "internal", "state": "blocked", "evidence": _RECORD},
    "pages": {"url": "/a.html", "title": "页面", "page_type": "article", "tags": {}, "evidence": _RECORD},
    "messages": {
        "message_id": "1",
        "url": "/zxly/1.html",
        "title": "咨询",
        "asked_on": "2026-05-01",
        "replied_on": None,
        "replied": False,
        "valid": True,
        "evidence": _RECORD,
    },
    "defaced": {"url": "/a.html", "title": "页面", "defacement": {"words": ["hacked by"]}, "evidence": _RECORD},
    "faces": {"client": "collector", "url": HOME, "status": 200, "title": "示例市人民政府", "evidence": _RECORD},
    "dark_links": {"source_url": "/", "evidence": _RECORD},
    "guides": {"url": "/bszn/1.html", "title": "办事指南", "present": None, "absent": [], "evidence": _RECORD},
    "articles": {"url": "/a.html", "title": "文章", "text_length": 600, "evidence": _RECORD},
    "reprints": {
        "url": "/a.html",
        "title": "文章",
        "original_url": "http://www.other.gov.cn/1.html",
        "original_title": "原文",
        "similarity": "0.93",
        "evidence": _RECORD,
    },
    "first_seen": {
        "url": "/a.html",
        "title": "文章",
        "printed_on": "2026-03-02",
        "first_seen_on": "2026-05-20",
        "how": "round",
        "evidence": _RECORD,
    },
    "listings": {"section_id": "s-0000000001", "url": "/tzgg/", "title": "通知公告"},
    "recurring": {"check": "blank_section", "finding_id": "blank_section-00", "url": "/tzgg/", "title": "通知公告"},
    "wording": {"url": "/gzdt/1.html", "title": "工作动态", "hits": [], "evidence": _RECORD},
    "surveys": {"url": "/yjzj/1.html", "title": "征求意见", "started_on": "2026-03-01", "evidence": _RECORD},
    "interviews": {"url": "/zxft/1.html", "title": "在线访谈", "held_on": "2026-03-01", "evidence": _RECORD},
    "interpretations": {"url": "/zcjd/1.html", "title": "政策解读", "evidence": _RECORD},
    "site_reports": {"url": "/ndbb/1.html", "title": "政府网站工作年度报表", "evidence": _RECORD},
    "entries_elsewhere": {"url": "http://www.example.org/", "text": "栏目", "evidence": _RECORD},
    "time_formats": {"form": "0000-00-00 00:00", "count": 1, "url": "/a.html", "evidence": _RECORD},
    "outside": {"kind": "hotline", "file": "original-a.csv", "row": 2, "sha256": "00"},
}


class Expected(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One expected finding. What is not written is not compared; ``values`` and ``message`` are parts of the whole."""

    outcome: Outcome
    url: str = ""
    subject: SubjectKind | None = None
    values: dict[str, Any] = {}
    message: str = ""

    def differences(self, finding: Finding) -> list[str]:
        """In what ``finding`` differs from the expectation; empty when it fits."""
        pairs: list[tuple[str, Any, Any]] = [("outcome", self.outcome, finding.outcome)]
        if self.url:
            pairs.append(("url", _absolute(self.url), finding.subject.url))
        if self.subject:
            pairs.append(("subject", self.subject, finding.subject.kind))
        pairs += [(name, value, finding.values.get(name, "(absent)")) for name, value in self.values.items()]
        faults = [f"{name}: expected {want!r}, got {got!r}" for name, want, got in pairs if want != got]
        if self.message not in finding.messages.zh and self.message not in finding.messages.en:
            faults.append(f"message: {self.message!r} is not part of {finding.messages.zh!r}")
        return faults


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One example: the facts given, parameters if not the defaults, and all findings expected, in their order."""

    name: str
    given: dict[str, Any] = {}
    params: dict[str, Any] = {}
    expect: tuple[Expected, ...]


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    cases: tuple[Case, ...]


def read_cases(folder: Path) -> tuple[Case, ...]:
    """Examples of the check in ``folder``.

    Raises:
        InputError: the file does not hold examples; the error names file and field.
    """
    file = folder / "cases.yaml"
    try:
        return msgspec.convert(read_yaml(file), _File).cases
    except msgspec.ValidationError as error:
        raise InputError(f"不是合格的示例：{error}", where=place(f"{folder.name}/cases.yaml")) from error


def run_case(check: LoadedCheck, case: Case) -> tuple[list[Finding], list[str]]:
    """Findings of an example, and in what they differ from what was expected (empty: as expected)."""
    try:
        facts = facts_of(case.given)
    except msgspec.ValidationError as error:
        raise InputError(f"示例的事实不合格：{error}", where=f"{check.folder.name}/cases.yaml {case.name}") from error
    findings = run_check(check, facts, check.definition.bind(case.params))
    if len(findings) != len(case.expect):
        outcomes = [f"{finding.outcome} {finding.subject.url}" for finding in findings]
        return findings, [f"expected {len(case.expect)} findings, got {len(findings)}: {outcomes}"]
    pairs = enumerate(zip(case.expect, findings, strict=True), start=1)
    faults = [f"{number}. {fault}" for number, (want, got) in pairs for fault in want.differences(got)]
    return findings, faults


def facts_of(given: Mapping[str, Any]) -> SiteFacts:
    """Facts from an example's ``given``.

    Raises:
        msgspec.ValidationError: the facts have no such field, or a value does not fit.
    """
    plain: dict[str, Any] = {**HEALTHY}
    for name, value in given.items():
        if name in _TYPICAL:
            plain[name] = list(_entries(name, value))
        elif isinstance(value, Mapping):
            plain[name] = {**plain.get(name, {}), **value}
        else:
            plain[name] = value
    unknown = set(plain) - {field.name for field in msgspec.structs.fields(SiteFacts)}
    if unknown:
        raise msgspec.ValidationError(f"没有字段 {min(unknown)}")
    return msgspec.convert(_addressed(plain), SiteFacts)


def _entries(name: str, entries: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    number = 0
    for entry in entries:
        whole = {**_TYPICAL[name], **entry}
        if not whole.get("items", 1):
            whole["newest_on"] = None
        for _ in range(whole.pop("repeat", 1)):
            number += 1
            yield _completed(name, whole, number)


def _completed(name: str, entry: dict[str, Any], number: int) -> dict[str, Any]:
    if name == "visits":
        return {**entry, "number": number}
    if name == "guides" and entry["present"] is None:
        return {**entry, "present": [element for element in GUIDE_ELEMENTS if element not in entry["absent"]]}
    return entry


def _addressed(value: Any, name: str = "") -> Any:
    """The same with every address (a field ``url`` or ``…_url``) made absolute."""
    if isinstance(value, dict):
        return {key: _addressed(part, key) for key, part in value.items()}
    if isinstance(value, list):
        return [_addressed(part, name) for part in value]
    return _absolute(value) if name.endswith("url") and isinstance(value, str) else value


def _absolute(url: str) -> str:
    return HOME + url[1:] if url.startswith("/") else url
