"""Bilingual user text with named placeholders, Chinese first."""

import msgspec


class Text(msgspec.Struct, frozen=True):
    """A sentence shown to people, in Chinese (leading) and English.

    Placeholders are named, ``{count}``; :meth:`fill` replaces them in both languages.
    """

    zh: str
    en: str = ""

    def fill(self, **values: object) -> "Text":
        """The text with its placeholders replaced.

        Raises:
            KeyError: a placeholder has no value; a half-filled sentence must never reach a person.
        """
        return Text(zh=self.zh.format(**values), en=self.en.format(**values))
