"""What the archive already answers: a resumed walk takes the same steps as an unbroken one, without asking again."""

from collections.abc import Iterable, Iterator

from hengping.collect.frontier_target import Target
from hengping.model.evidence import Capture

_CRAWLED = ("home", "page", "frame", "link", "attachment", "image", "sitemap")


class ArchivedAnswers:
    """Captures behind the frontier's last commit, met in the order in which the walk comes to them.

    The archive is read only as far as needed and what was met is let go, so a long archive costs no memory.

    Args:
        captures: the captures, in the order of the archive.
    """

    def __init__(self, captures: Iterable[Capture]) -> None:
        self._coming: Iterator[Capture] = iter(captures)
        self._passed: dict[tuple[bool, str], Capture] = {}
        self._between: list[Capture] = []
        self._before: dict[str, list[Capture]] = {}
        self.robots: dict[str, Capture] = {}

    def take(self, target: Target) -> Capture | None:
        """The capture that answers a target, once; None: it has to be asked for."""
        key = (target.purpose == "sitemap", target.url)
        found = self._passed.pop(key, None)
        if found is not None:
            return found
        for capture in self._coming:
            if not is_crawled(capture):
                self.note(capture)
                self._between.append(capture)
                continue
            if self._between:
                self._before[capture.record_id], self._between = self._between, []
            if (capture.purpose == "sitemap", capture.url) == key:
                return capture
            self._passed[capture.purpose == "sitemap", capture.url] = capture
        return None

    def before(self, capture: Capture | None) -> list[Capture]:
        """What stands in the archive before a capture and belongs to no target (robots.txt), told once.

        Args:
            capture: one that was taken; None: what stands behind the last of them.
        """
        if capture is not None:
            return self._before.pop(capture.record_id, [])
        found, self._between = self._between, []
        return found

    def note(self, capture: Capture) -> None:
        """Remember a robots.txt."""
        if capture.purpose == "robots":
            self.robots[capture.url] = capture


def is_crawled(capture: Capture) -> bool:
    """Whether the walk itself made the capture: no rendered page, no second look, no robots.txt."""
    return capture.purpose in _CRAWLED and capture.look == 1 and capture.profile == "collector"
