"""Like cases (同类问题): when another finding is of the same kind as one that an appeal was upheld on.

The rule: the same check in the same version, the same outcome as the finding had, and the same message once everything
that belongs to one place is taken out of it: addresses, the finding's own values and title, what stands in quotation
marks or book-title marks, dates and numbers. Messages are made from one template of the check, so what is left tells
which template it was; two templates of a check are two kinds of fault.
"""

import re
from collections.abc import Mapping
from typing import Any

_URL = re.compile(r"https?://[^\s，。；、）)”》]+", re.IGNORECASE)
_QUOTED = re.compile(r"“[^”]*”|《[^》]*》|「[^」]*」|‘[^’]*’")
_NUMBER = re.compile(r"\d+(?:[.,:：/年月日-]\d+)*[年月日]?")
_SPACE = re.compile(r"\s+")
_SHORTEST = 2
_MANY = "#"


def pattern_of(finding: Mapping[str, Any]) -> str:
    """The message of a finding (as it stands in ``findings``) without what belongs to one place."""
    text = str(finding["messages"]["zh"])
    subject = finding.get("subject", {})
    own = [str(subject.get("title", "")), str(subject.get("url", "")), *_texts(finding.get("values", {}))]
    for part in sorted({one for one in own if len(one) >= _SHORTEST}, key=lambda one: (-len(one), one)):
        text = text.replace(part, _MANY)
    for wanted in (_URL, _QUOTED, _NUMBER):
        text = wanted.sub(_MANY, text)
    return _SPACE.sub("", re.sub(r"#+", _MANY, text))


def _texts(values: Any) -> list[str]:
    if isinstance(values, Mapping):
        return [text for value in values.values() for text in _texts(value)]
    if isinstance(values, list | tuple):
        return [text for value in values for text in _texts(value)]
    return [values] if isinstance(values, str) else []
