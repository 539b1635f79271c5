"""All addresses of the platform, found by walking what Django would match; new ones are found by themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from ninja.operation import PathView

EXCEPTED = {
    "allauth.": "the sign-in library: its pages are about whoever asks, and it guards them itself",
    "hengping.web.ui.views.language": "chooses a language: nothing of anybody's is shown or changed",
    "ninja.": "the description of the interface, the same for everybody",
    "django.views.generic.base.RedirectView": "sends on to another address, which asks",
    "django.views.static": "files of the program itself",
}
"""Views that ask no row of the table, by the beginning of their name, and why."""


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address.

    Attributes:
        route: as written in the ``urls`` modules, put together.
        name: of the pattern.
        module: where the view is.
        actions: row of the table by method; empty: it asks none.
        parameters: what the address carries.
    """

    route: str
    name: str
    module: str
    actions: dict[str, str] = field(default_factory=dict)
    parameters: tuple[str, ...] = ()

    @property
    def excepted(self) -> bool:
        """Whether it need not ask the table."""
        return self.module.startswith(tuple(EXCEPTED))


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _patterns(one, route)
        else:
            yield route, one


def _path_view(callback: Any) -> PathView | None:
    """The operations behind a callback of the interface; None: it is a page."""
    for one in (callback, getattr(callback, "__wrapped__", None)):
        for holder in (getattr(one, "__self__", None), *_cells(one)):
            if isinstance(holder, PathView):
                return holder
            if isinstance(getattr(holder, "__self__", None), PathView):
                return holder.__self__
    return None


def _cells(function: Any) -> list[Any]:
    return [cell.cell_contents for cell in getattr(function, "__closure__", None) or ()]


@cache
def _all() -> tuple[list[Address], list[Address]]:
    pages, asked = [], []
    for route, pattern in _patterns(get_resolver()):
        callback: Any = pattern.callback
        view = _path_view(callback)
        carried = tuple(_parameters(route))
        if view is None:
            behind = getattr(callback, "view_class", None) or getattr(callback, "func", None) or callback
            module = f"{behind.__module__}.{getattr(behind, '__name__', '')}"
            actions = getattr(callback, "actions", {})
            pages.append(
                Address(route=route, name=pattern.name or "", module=module, actions=actions, parameters=carried)
            )
            continue
        for one in view.operations:
            function = one.view_func
            actions = {method: row for row in getattr(function, "actions", {}).values() for method in one.methods}
            asked.append(
                Address(
                    route=route, name=pattern.name or "", module=function.__module__, actions=actions,
                    parameters=carried,
                )
            )  # fmt: skip
    return pages, asked


def _parameters(route: str) -> list[str]:
    """Names between angle brackets."""
    return [piece.split(">")[0].rpartition(":")[2] for piece in route.split("<")[1:]]


def views() -> list[Address]:
    """The pages."""
    return _all()[0]


def operations() -> list[Address]:
    """The operations of the interface for programs."""
    return _all()[1]
