"""The tree of sections: which stands below which, and which belong to the first level."""

from collections.abc import Sequence

import msgspec

from hengping.extract.site_groups import Group
from hengping.extract.site_pages import SitePages, clean_crumb
from hengping.extract.site_urls import depth_of, directory_of, lies_under


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where a section stands: its level, the section above it if known, the titles above it (uppermost first)."""

    level: int
    parent_url: str = ""
    ancestors: tuple[str, ...] = ()


class Tree:
    """Sections with their places.

    A printed breadcrumb is believed before the address: flat addresses hide the tree, nested ones rarely lie. Without
    either, what the home page leads to is of the first level.
    """

    def __init__(self, site: SitePages, groups: Sequence[Group]) -> None:
        self._site = site
        self._groups = {group.url: group for group in groups}
        self._group_of = {page.url: group.url for group in groups for page in group.pages}
        self._by_title: dict[str, list[str]] = {}
        for group in groups:
            self._by_title.setdefault(group.title, []).append(group.url)
        self._directories = {group.url: directory_of(group.url) for group in groups}
        self.places = {group.url: self._place(group) for group in groups}

    def group_at(self, url: str) -> str:
        """Address of the section that an address leads to (any of its pages); empty when it leads elsewhere."""
        return self._group_of.get(self._site.index.resolve(url), "")

    def below(self, url: str, above: str) -> bool:
        """Whether a section stands below another one, by parents or by titles of its breadcrumb."""
        seen: set[str] = set()
        here = url
        while here and here not in seen:
            seen.add(here)
            place = self.places.get(here)
            if place is None:
                return False
            if place.parent_url == above or (above in self._groups and self._groups[above].title in place.ancestors):
                return True
            here = place.parent_url
        return False

    def children(self, url: str) -> list[str]:
        """Addresses of the sections directly below."""
        return [child for child, place in self.places.items() if place.parent_url == url]

    def _place(self, group: Group) -> Place:
        crumbs = next((found for page in group.pages if (found := self._site.ancestors(page))), ())
        if crumbs:
            return Place(level=2, parent_url=self._by_crumb(group, crumbs), ancestors=crumbs)
        has_crumb = any(page.breadcrumb for page in group.pages)
        near = group.url in self._site.navigation or group.url in self._site.linked_from_home
        above = "" if has_crumb and near else self._by_address(group.url)
        if above:
            return Place(level=2, parent_url=above, ancestors=(self._groups[above].title,))
        if near or has_crumb or not self._site.home_parts:
            return Place(level=1)
        carrier = self._carrier(group)
        return Place(level=2, parent_url=carrier, ancestors=(self._groups[carrier].title,) if carrier else ())

    def _by_crumb(self, group: Group, crumbs: tuple[str, ...]) -> str:
        for crumb in reversed(crumbs):
            for page in group.pages:
                for link in page.links:
                    if link.place == "breadcrumb" and clean_crumb(link.text) == crumb:
                        target = self.group_at(link.url)
                        if target and target != group.url:
                            return target
            named = [url for url in self._by_title.get(crumb, ()) if url != group.url]
            if len(named) == 1:
                return named[0]
        return ""

    def _by_address(self, url: str) -> str:
        above = [
            other
            for other, directory in self._directories.items()
            if other != url and directory != self._directories[url] and lies_under(url, directory)
        ]
        return max(above, key=lambda other: (len(self._directories[other]), other)) if above else ""

    def _carrier(self, group: Group) -> str:
        """The section nearest to home whose page leads to this one outside navigation and footer.

        One that this one leads to in the same way is none: they stand in one menu.
        """
        own = {self.group_at(link.url) for page in group.pages for link in page.links if link.place in {"list", "body"}}
        carriers = [
            other.url
            for other in self._groups.values()
            if other.url != group.url
            and other.url not in own
            and any(
                link.place in {"list", "body"} and self.group_at(link.url) == group.url
                for page in other.pages
                for link in page.links
            )
        ]
        return min(carriers, key=lambda url: (depth_of(url), url)) if carriers else ""
