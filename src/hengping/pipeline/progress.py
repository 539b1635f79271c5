"""How stages tell a person what is going on. The command line draws it; tests and programs may ignore it."""

from typing import Protocol


class Progress(Protocol):
    """Receives what a stage does."""

    def begin(self, stage: str, total: int) -> None:
        """A stage starts with ``total`` units."""

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:
        """One unit is complete; ``skipped`` when its output was already there."""

    def note(self, stage: str, text: str) -> None:
        """Something within a unit worth showing (a page fetched, a document written)."""

    def tell(self, text: str) -> None:
        """Something a person should keep; shown whole."""

    def end(self, stage: str) -> None:
        """The stage is complete."""


class Silent:
    """Progress that shows nothing."""

    def begin(self, stage: str, total: int) -> None:
        """Show nothing."""

    def advance(self, stage: str, unit: str, *, skipped: bool = False) -> None:
        """Show nothing."""

    def note(self, stage: str, text: str) -> None:
        """Show nothing."""

    def tell(self, text: str) -> None:
        """Show nothing."""

    def end(self, stage: str) -> None:
        """Show nothing."""
