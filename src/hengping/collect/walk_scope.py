"""What belongs to a site: the host of its home address, and the host that this address redirects to."""

from hengping.collect.frontier_target import Target
from hengping.model.evidence import Capture, Purpose
from hengping.model.urls import BadUrlError, host_of, normal_url, same_site


class Scope:
    """Says what is a page of the site and what is only looked at.

    Args:
        url: the home page as the roster has it.

    Attributes:
        home: its normal form; of an address that has none, the text itself, which then fails as such.
        hosts: hosts of the site.
    """

    def __init__(self, url: str) -> None:
        try:
            self.home = normal_url(url)
            self.hosts = [host_of(self.home)]
        except BadUrlError:
            self.home = url
            self.hosts = [""]
        self._known: dict[str, bool] = {}

    def widen(self, capture: Capture) -> None:
        """A home page that redirects to another host is the site from there on, as its visitors find it."""
        if capture.purpose == "home" and capture.status and not capture.location:
            host = host_of(capture.url)
            if host not in self.hosts:
                self.hosts.append(host)
                self._known.clear()

    def inside(self, url: str) -> bool:
        """Whether a URL (normal form) lies on the site."""
        end = url.find("/", 8)
        origin = url[:end]
        known = self._known.get(origin)
        if known is None:
            host = host_of(url)
            known = any(same_site(host, own) for own in self.hosts)
            if len(self._known) > 1024:  # noqa: PLR2004 - a small cache
                self._known.clear()
            self._known[origin] = known
        return known

    def hop(self, target: Target, location: str) -> tuple[Target, bool]:
        """Where a redirect leads, and whether that is a page to read."""
        page = target.purpose in ("home", "frame", "sitemap") or (target.purpose == "page" and self.inside(location))
        purpose: Purpose = "link" if target.purpose == "page" and not page else target.purpose
        hop = Target(
            url=location,
            purpose=purpose,
            source_url=target.url,
            depth=target.depth,
            hops=target.hops + 1,
            hint=target.hint,
        )
        return hop, page
