"""Meta tags of a page."""

from hengping.extract.flat import Page


def meta_tags(page: Page) -> dict[str, str]:
    """Meta tags by name as written, first occurrence, in page order; ``http-equiv`` and nameless ones left out.

    Open Graph style ``property`` counts as a name. A value that is only markup residue is kept as it stands.
    """
    tags: dict[str, str] = {}
    for element in page.elements:
        if element.tag != "meta":
            continue
        name = (element.attrs.get("name") or element.attrs.get("property") or "").strip()
        if name and name not in tags:
            tags[name] = " ".join((element.attrs.get("content") or "").split())
    return tags


def tag(tags: dict[str, str], *names: str) -> str:
    """Value of the first of several tags that is not empty; names are compared without case."""
    lowered = {name.lower(): value for name, value in tags.items() if value}
    return next((lowered[name.lower()] for name in names if name.lower() in lowered), "")
