"""Names of checks in the language of the page."""

from functools import lru_cache

from django.utils.translation import get_language

from hengping.checks.catalogue import catalogue


@lru_cache(maxsize=1)
def _titles() -> dict[str, tuple[str, str]]:
    return {key: (check.title.zh, check.title.en) for key, check in catalogue().items()}


def check_title(check_id: str) -> str:
    """The title of a check; its id when this version has no such check."""
    zh, en = _titles().get(check_id, (check_id, check_id))
    return en if (get_language() or "").startswith("en") else zh
