"""What the readers of attachments share: limits, parts of text, and how an unreadable file is told.

Every file is hostile: a few kilobytes may unpack to terabytes, name themselves as their own parts, or announce a
million pages. All readers count what they read against one :class:`Budget` and stop when it is used up.
"""

import re
from typing import NamedTuple

import msgspec

from hengping.model.content_facts import AttachmentForm

DOCUMENTS = re.compile(
    r"\.(?:docx?|docm|dotx?|xlsx?|xlsm|xlsb|pptx?|pdf|wps|et|dps|ofd|odt|ods|odp|rtf|txt|csv|zip)$", re.IGNORECASE
)
"""Paths of attachments that are read."""
MAX_CHARACTERS = 4_000_000
"""Text kept of one attachment."""
MAX_UNPACKED = 96 << 20
"""Bytes unpacked of one attachment, over all its parts."""
MAX_PART = 48 << 20
"""Bytes unpacked of one part."""
MAX_PARTS = 400
"""Parts read of one attachment: pages, sheets, files in an archive."""


class UnreadableError(Exception):
    """An attachment cannot be read.

    Args:
        why: a value of :attr:`hengping.model.content_facts.AttachmentFact.unread_why`.
    """

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


class Part(NamedTuple):
    """A page, a sheet, a file in an archive: its name (may be empty) and its text, table cells apart by tabulators."""

    name: str
    text: str


class AttachmentText(msgspec.Struct, frozen=True):
    """What was read of an attachment.

    Attributes:
        form: what it is, told by its content.
        parts: its text.
        unread_why: why not all of it was read; empty: it was.
    """

    form: AttachmentForm
    parts: tuple[Part, ...] = ()
    unread_why: str = ""

    @property
    def length(self) -> int:
        """Characters of text."""
        return sum(len(part.text) for part in self.parts)


class Budget:
    """What may still be read of one attachment.

    Attributes:
        unpacked: bytes left to unpack.
        characters: characters left to keep.
        parts: parts left to read.
        cut: something was left out.
        unread: why a file in an archive was not read, of the first such.
    """

    def __init__(self) -> None:
        self.unpacked = MAX_UNPACKED
        self.characters = MAX_CHARACTERS
        self.parts = MAX_PARTS
        self.cut = False
        self.unread = ""

    def unpack(self, size: int) -> None:
        """So many bytes were unpacked.

        Raises:
            UnreadableError: more than allowed.
        """
        self.unpacked -= size
        if self.unpacked < 0:
            raise UnreadableError("too_large")

    def keep(self, text: str) -> str:
        """The text, as far as there is room for it."""
        if len(text) > self.characters:
            text, self.cut = text[: self.characters], True
        self.characters -= len(text)
        return text

    def next_part(self) -> bool:
        """Whether one more part may be read."""
        self.parts -= 1
        self.cut = self.cut or self.parts < 0
        return self.parts >= 0
