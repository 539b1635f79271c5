"""The tree of sections: which stands below which, and which belong to the first level."""

from collections.abc import Sequence
from functools import cached_property

import msgspec

from hengping.extract.site_groups import Group
from hengping.extract.site_pages import SitePages, clean_crumb
from hengping.extract.site_urls import depth_of, directories_above, directory_of


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
        self._in_directory: dict[str, str] = {}
        for url, directory in self._directories.items():
            self._in_directory[directory] = max(url, self._in_directory.get(directory, ""))
        self.places = {group.url: self._place(group) for group in groups}
        self._children: dict[str, list[str]] = {}
        for child, place in self.places.items():
            self._children.setdefault(place.parent_url, []).append(child)

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

    def all_above(self, url: str) -> frozenset[str]:
        """Addresses of all that a section stands :meth:`below`."""
        found: set[str] = set()
        seen: set[str] = set()
        here = url
        while here and here not in seen and (place := self.places.get(here)) is not None:
            seen.add(here)
            found.add(place.parent_url)
            for title in place.ancestors:
                found.update(self._by_title.get(title, ()))
            here = place.parent_url
        return frozenset(found)

    def children(self, url: str) -> list[str]:
        """Addresses of the sections directly below."""
        return self._children.get(url, [])

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
        """The section with the deepest directory that the address lies under, its own left out."""
        own = self._directories[url]
        for directory in directories_above(url):
            if directory != own and directory in self._in_directory:
                return self._in_directory[directory]
        return ""

    def _carrier(self, group: Group) -> str:
        """The section nearest to home whose page leads to this one outside navigation and footer.

        One that this one leads to in the same way is none: they stand in one menu.
        """
        own = self._leads_to[group.url]
        carriers = [url for url in self._led_from.get(group.url, ()) if url != group.url and url not in own]
        return min(carriers, key=lambda url: (depth_of(url), url)) if carriers else ""

    @cached_property
    def _leads_to(self) -> dict[str, set[str]]:
        """For each section those that its pages lead to outside navigation and footer."""
        return {
            group.url: {
                self.group_at(link.url) for page in group.pages for link in page.links if link.place in {"list", "body"}
            }
            for group in self._groups.values()
        }

    @cached_property
    def _led_from(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for url, targets in self._leads_to.items():
            for target in targets:
                found.setdefault(target, []).append(url)
        return found
