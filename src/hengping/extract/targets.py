"""Where references lead: their normal URL, and what kind of target that is."""

import re
from functools import lru_cache

from hengping.extract.flat import Element
from hengping.model.facts import LinkKind
from hengping.model.urls import BadUrlError, base_needed, host_of, normal_url, same_site

_ATTACHMENT = re.compile(
    r"\.(?:docx?|xlsx?|pptx?|pdf|wps|et|ofd|rtf|txt|csv|zip|rar|7z|tar|gz|ceb|caj|mp3|mp4|avi|wmv|flv|wav|apk|exe)$",
    re.IGNORECASE,
)
_DOWNLOAD = re.compile(
    r"DownloadAttach|/_content/download|wbfileid=|[?&](?:file_?name|filename)=[^&]+\.\w{2,4}(?:&|$)", re.IGNORECASE
)
"""Addresses by which content systems hand out files under a program's name."""
_NOT_FOLLOWED = re.compile(
    r"^\s*(?:#|javascript:|mailto:|tel:|sms:|data:|about:|void\b|file:|blob:|weixin:|\{\{|<%|\$\{)", re.IGNORECASE
)
_LONGEST = 8_000
"""Characters of a reference beyond which no server takes it: data, or an attribute whose quote was never closed."""
LONGEST_KEPT = 200
"""Characters of a reference, and of its base, that are kept."""


class Targets:
    """Where the references of one page lead.

    Args:
        base: address that they refer to.
        host: the page's host.
    """

    def __init__(self, base: str, host: str) -> None:
        self.base, self.host = base, host
        self._root, self._directory = base_needed("/a", base), base_needed(".", base)
        self._target = kept_target if len(self._directory) <= LONGEST_KEPT else link_target
        self._known: dict[str, tuple[str, LinkKind]] = {}

    def of(self, href: str | None) -> tuple[str, LinkKind]:
        """Normal URL and kind, see :func:`link_target`."""
        if not href:
            return "", "external"
        # The usual forms first: which part of the base they depend on is seen at once.
        if len(href) <= LONGEST_KEPT:
            if (href[0] == "/" and href[1:2].isalnum()) or href.startswith(("http://", "https://")):
                return self._target(href, self._root, self.host)
            if (href[0] == "." or href[0].isalnum()) and ":" not in href:
                return self._target(href, self._directory, self.host)
        return link_target(href, base_needed(href, self.base), self.host)

    def of_link(self, link: Element) -> tuple[str, LinkKind]:
        """The same for a link of the page; worked out once, as entries of lists are links too."""
        if link.written not in self._known:
            self._known[link.written] = self.of(link.href)
        return self._known[link.written]

    def url(self, href: str | None) -> str:
        """Normal URL; empty when it leads nowhere."""
        return self.of(href)[0]


def follow(href: str | None, base: str) -> str:
    """Normal URL of a reference; empty when it leads nowhere (script, mail, telephone, anchor, template residue)."""
    if not href or len(href) > _LONGEST or _NOT_FOLLOWED.match(href) or not href.strip():
        return ""
    try:
        return normal_url(href, base)
    except BadUrlError:
        return ""


def link_target(href: str, base: str, host: str) -> tuple[str, LinkKind]:
    """Normal URL of a reference and the kind of its target; the URL is empty when it leads nowhere.

    Args:
        href: as written.
        base: address it refers to, or as much of it as :func:`hengping.model.urls.base_needed` says.
        host: the page's host.
    """
    keep = len(href) <= LONGEST_KEPT and len(base) <= LONGEST_KEPT
    return kept_target(href, base, host) if keep else _target(href, base, host)


def _target(href: str, base: str, host: str) -> tuple[str, LinkKind]:
    target = follow(href, base)
    return target, kind_of(target, host) if target else "external"


kept_target = lru_cache(maxsize=65_536)(_target)
"""The same as :func:`link_target`, remembered; for references up to :data:`LONGEST_KEPT` characters."""


def kind_of(target: str, host: str) -> LinkKind:
    """Kind of a link target, seen from a site's host."""
    path, _, query = target.partition("?")
    if _ATTACHMENT.search(path) or (query and _DOWNLOAD.search(target)):
        return "attachment"
    return "internal" if same_site(host_of(target), host) else "external"
