"""What a section holds: its own entries told from side boxes and menus, and whether it leads on to sub-sections."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property

from hengping.extract.site_entries import Entry, entry_of, entry_of_message, is_entry, is_side_block
from hengping.extract.site_groups import Group
from hengping.extract.site_pages import SitePages, clean_crumb
from hengping.extract.site_tree import Tree
from hengping.extract.site_urls import directory_of, lies_under
from hengping.model.facts import ItemList, Link, ListItem, PageFacts

_AROUND = frozenset({"breadcrumb", "footer"})
_REPEATED = 3
_ENTRY_LINKS = 2
_HEADLINE = 8
"""Characters from which the text of a link is a headline rather than a button."""
_SINGLE_PAGES = frozenset({"article", "guide", "messages"})


class Content:
    """The content of all sections, seen together: what many of them show belongs to none."""

    def __init__(self, site: SitePages, groups: Sequence[Group], tree: Tree) -> None:
        self._site = site
        self._groups = groups
        self._tree = tree

    def parts(self, group: Group) -> tuple[PageFacts, ...]:
        """The pages of a section with the frames shown in them."""
        parts = {part.url: part for page in group.pages for part in self._site.parts(page)}
        parts.update({part.url: part for page in group.pages for part in self._site.turned_to(page)})
        return tuple(parts.values())

    def of(self, group: Group) -> tuple[list[Entry], bool]:
        """Own entries, and whether the page is an entry to other sections."""
        entries: list[Entry] = []
        listed: set[str] = set()
        beside: set[str] = set()
        for part in self.parts(group):
            for block in part.lists:
                target = self._tree.group_at(block.more_url) if block.more_url else ""
                if target and target != group.url and not self._tree.below(target, group.url):
                    beside.add(target)  # a block of another section, shown here with its 更多
                elif not self._is_furniture(group, part, block):
                    entries += self._entries(group, block, listed)
            entries += [entry_of_message(self._site, message, part.url) for message in part.messages]
        return entries or self._linked_entries(group), self._leads_on(group, listed, beside)

    def leads_to_unread(self, group: Group) -> bool:
        """Whether its main part leads to pages of the site, not such as many sections show, that were not read.

        A section without entries may hold them there; that nothing was found is then our gap, not its emptiness.
        """
        unread = {
            target
            for link in self._main_links(group)
            if self._site.internal(target := self._site.index.resolve(link.url))
            and self._site.is_unread(target)
            and len(self._carriers_of[target]) < _REPEATED
        }
        return len(unread) >= _ENTRY_LINKS

    def _entries(self, group: Group, block: ItemList, listed: set[str]) -> Iterator[Entry]:
        for item in block.items:
            target = self._tree.group_at(item.url) if item.url else ""
            if target and target != group.url:
                listed.add(target)
            elif not target and is_entry(self._site, item):
                yield entry_of(self._site, item)

    def _linked_entries(self, group: Group) -> list[Entry]:
        """Single pages that a page without a list leads to: matters of a service hall, names of leaders, tiles.

        They are its own by their breadcrumb or directory; where neither tells, a few that no other section leads to.
        """
        listed = {item.url for part in self.parts(group) for block in part.lists for item in block.items}
        directory = directory_of(group.url)
        own: list[Entry] = []
        loose: list[Entry] = []
        sole: list[Entry] = []
        for link in self._main_links(group):
            page = self._site.at(link.url)
            if page is None or page.kind not in _SINGLE_PAGES or page.url in self._tree.places:
                continue
            entry = entry_of(self._site, ListItem(title=link.text, url=link.url))
            beside = link.url in listed
            if link.place == "body" and self._body_carriers_of[page.url] == {group.url} and len(link.text) >= _HEADLINE:
                sole.append(entry)  # in a side box on every page, it may be: but in the main part of this one only
            if not beside and (self._names(page, group.title) or lies_under(page.url, directory)):
                own.append(entry)
            elif not beside and len(self._carriers_of[page.url] - {group.url}) < _ENTRY_LINKS:
                loose.append(entry)
        return own or (loose if len(loose) >= _REPEATED else [*sole, *self._away(group)])

    def _away(self, group: Group) -> Iterator[Entry]:
        """Files and pages of other sites under a headline of their own, in the main part of this section only."""
        for link in self._links(group):
            item = ListItem(title=link.text, url=link.url)
            leads_away = link.place == "body" and len(link.text) >= _HEADLINE and is_entry(self._site, item)
            if leads_away and self._away_carriers_of.get(link.url) == {group.url}:
                yield entry_of(self._site, item)

    @cached_property
    def _away_carriers_of(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for group in self._groups:
            for link in self._links(group):
                if link.kind in {"attachment", "external"}:
                    found[link.url].add(group.url)
        return found

    def _names(self, page: PageFacts, title: str) -> bool:
        """Whether a single page's breadcrumb names a section; its ``ColumnName`` is the section's, not its own."""
        return title in self._site.ancestors(page) or any(clean_crumb(crumb) == title for crumb in page.breadcrumb)

    @cached_property
    def _body_carriers_of(self) -> dict[str, set[str]]:
        """Sections that lead to an address outside lists."""
        found: dict[str, set[str]] = defaultdict(set)
        for group in self._groups:
            for link in self._main_links(group):
                if link.place == "body":
                    found[self._site.index.resolve(link.url)].add(group.url)
        return found

    @cached_property
    def _carriers_of(self) -> dict[str, set[str]]:
        """Sections whose main part leads to an address."""
        found: dict[str, set[str]] = defaultdict(set)
        for group in self._groups:
            for link in self._main_links(group):
                found[self._site.index.resolve(link.url)].add(group.url)
        return found

    def _is_furniture(self, group: Group, part: PageFacts, block: ItemList) -> bool:
        """A side box: named like one, or the same on pages of several sections that do not stand below each other."""
        if block.name and block.name == group.title:
            return False
        if is_side_block(block.name):
            return True
        key = _block_key(block)
        if len(self._carriers[key]) < _REPEATED:
            return False
        shown_twice = sum(_block_key(other) == key for other in part.lists) > 1
        directory = directory_of(group.url)
        owned = sum(lies_under(item.url, directory) for item in block.items) * 2 > len(block.items)
        is_first = self._tree.group_at(block.more_url) == group.url if block.more_url else False
        return not (shown_twice or owned or is_first)

    @cached_property
    def _carriers(self) -> dict[tuple[str, ...], set[str]]:
        """Blocks by content, with the sections that show them; a section above another carrier is left out."""
        shown: dict[tuple[str, ...], set[str]] = defaultdict(set)
        for group in self._groups:
            for part in self.parts(group):
                for block in part.lists:
                    shown[_block_key(block)].add(group.url)
        above = {url: self._tree.all_above(url) - {url} for urls in shown.values() for url in urls}
        return {key: urls.difference(*(above[url] for url in urls)) for key, urls in shown.items()}

    def _leads_on(self, group: Group, listed: set[str], beside: set[str]) -> bool:
        """Whether the page is an entry to sub-sections (栏目导航页), its side menu apart.

        Args:
            group: the section.
            listed: sections that its own list leads to.
            beside: sections whose blocks it shows.
        """
        linked = {self._tree.group_at(link.url) for link in self._main_links(group)} - {"", group.url}
        shown = {self._tree.group_at(link.url) for link in self._links(group) if link.place not in _AROUND}
        if shown.intersection(self._tree.children(group.url)):
            return True  # a drop-down menu cannot be told from tiles; what has children with content is not empty
        menu = {url for url in linked | listed | beside if self._is_menu(group, url)}
        return bool(listed - menu) or len((beside | linked) - menu) >= _ENTRY_LINKS

    def _is_menu(self, group: Group, url: str) -> bool:
        """Whether another section is led to only because it stands in a menu: above, beside, or on every page."""
        place, other = self._tree.places[group.url], self._tree.places[url]
        siblings = bool(place.ancestors) and place.ancestors == other.ancestors
        if siblings or url in self._everywhere or self._tree.below(group.url, url):
            return True
        everywhere = group.url in self._everywhere
        if url in self._links_to[group.url] and not everywhere:
            return True
        carriers = self._links_to[url] - {group.url, url}
        if everywhere or group.url in self._site.navigation:
            # All pages lead to this one, by their menu: sections that stand together here and lead to each other are
            # those below it; in a menu beside the content they would lead to this one as to each other.
            carriers -= {self._tree.group_at(link.url) for link in self._main_links(group)}
        return len(carriers) >= _ENTRY_LINKS

    @cached_property
    def _everywhere(self) -> frozenset[str]:
        """Sections that nearly all other sections lead to outside navigation: their menu is made of plain boxes."""
        others = len(self._groups) - 1
        enough = max(_REPEATED, others - others // 10)
        return frozenset(url for url, carriers in self._links_to.items() if len(carriers - {url}) >= enough)

    def _main_links(self, group: Group) -> Iterator[Link]:
        for link in self._links(group):
            local = link.place == "nav" and self._site.index.resolve(link.url) not in self._site.navigation
            if link.kind == "internal" and (link.place in {"body", "list"} or local):
                yield link

    def _links(self, group: Group) -> Iterator[Link]:
        for part in self.parts(group):
            yield from part.links

    @cached_property
    def _links_to(self) -> dict[str, set[str]]:
        found: dict[str, set[str]] = defaultdict(set)
        for group in self._groups:
            for link in self._main_links(group):
                target = self._tree.group_at(link.url)
                if target and target != group.url:
                    found[target].add(group.url)
        return found


def _block_key(block: ItemList) -> tuple[str, ...]:
    return tuple(item.url or item.title for item in block.items)
