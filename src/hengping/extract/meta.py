"""Meta tags of a page."""

from hengping.extract.flat import Page


def meta_tags(page: Page) -> dict[str, str]:
    """Meta tags by name as written, first occurrence, in page order; ``http-equiv`` and nameless ones left out.

    Open Graph style ``property`` counts as a name. A value that is only markup residue is kept as it stands.
    """
    tags: dict[str, str] = {}
    for element in page.tagged.get("meta", ()):
        attrs = element.attrs
        name = (attrs.get("name") or attrs.get("property") or "").strip()
        if name and name not in tags:
            tags[name] = " ".join((attrs.get("content") or "").split())
    return tags


def folded(tags: dict[str, str]) -> dict[str, str]:
    """The tags that have a value, by name in lower case, for :func:`tag`; of several spellings the last."""
    return {name.lower(): value for name, value in tags.items() if value}


def tag(lowered: dict[str, str], *names: str) -> str:
    """Value of the first of several tags that is not empty.

    Args:
        lowered: see :func:`folded`.
        names: in lower case.
    """
    return next((lowered[name] for name in names if name in lowered), "")
