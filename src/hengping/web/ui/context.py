"""What every page's frame shows."""

from typing import Any

from django.http import HttpRequest

from hengping import __version__


def chrome(request: HttpRequest) -> dict[str, Any]:
    """The actor, and the version of the program."""
    return {"actor": getattr(request, "actor", None), "version": __version__}
