"""A page read twice: as it was served, and as a browser had it after its scripts ran.

The rendered reading counts where it shows more, never where it shows less: a browser may have been turned away, may
have been kept from a host, may have met an error. In doubt the page stays as served, and what a script may have drawn
stays a matter for a person.
"""

from collections.abc import Callable

from msgspec import structs

from hengping.model.content_facts import HiddenLink
from hengping.model.facts import Identity, PageFacts

_HALF = 2


def joined_reading(served: PageFacts, rendered: PageFacts, known: Callable[[str], bool]) -> PageFacts:
    """The reading of a page to go by.

    Args:
        served: the page as served.
        rendered: the same page after its scripts ran; its evidence is the rendered record.
        known: whether an address was asked for. An entry that prints no date and whose page nobody asked for cannot be
            dated; lists with such an entry are left to a person.

    Returns:
        ``served`` itself when the rendered page shows nothing more, or less; else the two joined, with the rendered
        record as evidence.
    """
    if _shows_less(served, rendered):
        return served
    lists_count = _adds_items(served, rendered) and not _undatable(served, rendered, known)
    identity = _joined_identity(served.identity, rendered.identity)
    seen = {link.url for link in served.links}
    more_links = any(link.url not in seen for link in rendered.links)
    other = _adds_content(served, rendered)
    aided = bool(rendered.elderly_entry) and not served.elderly_entry
    if not (lists_count or other or more_links or aided or identity != served.identity):
        return served
    shown = {link.url for link in rendered.links}
    # a position counts within the rendered page, which has lost these links
    lost = tuple(structs.replace(link, position="") for link in served.links if link.url not in shown)
    joined = structs.replace(
        rendered,
        encoding=served.encoding,
        meta={**rendered.meta, **served.meta},
        identity=identity,
        links=rendered.links + lost,
        frames=tuple(dict.fromkeys(served.frames + rendered.frames)),
        search_form=served.search_form or rendered.search_form,
        elderly_entry=served.elderly_entry or rendered.elderly_entry,
        submit_form=served.submit_form or rendered.submit_form,
        asks_login=served.asks_login or rendered.asks_login,
        breadcrumb=rendered.breadcrumb or served.breadcrumb,
        title=rendered.title or served.title,
        source=served.source or rendered.source,
        hidden_links=_joined_hidden(served, rendered),
    )
    if served.kind == rendered.kind and served.published_on is not None:
        # what is served says when it was published; scripts also print today's date
        joined = structs.replace(joined, published_on=served.published_on, published_from=served.published_from)
    return joined if lists_count or other else _as_served(served, joined)


def _as_served(served: PageFacts, joined: PageFacts) -> PageFacts:
    """Identity and links of both; everything a verdict on content rests on as it was served."""
    return structs.replace(
        joined,
        kind=served.kind,
        title=served.title,
        published_on=served.published_on,
        published_from=served.published_from,
        printed_time=served.printed_time,
        period=served.period,
        lists=served.lists,
        messages=served.messages,
        guide=served.guide,
        breadcrumb=served.breadcrumb,
        states_nothing=served.states_nothing,
        topic_closed=served.topic_closed,
        scripted=served.scripted,
        text_length=served.text_length,
        prose_length=served.prose_length,
        says_none=served.says_none,
    )


def _items(page: PageFacts) -> int:
    return sum(len(block.items) for block in page.lists)


def _shows_less(served: PageFacts, rendered: PageFacts) -> bool:
    """Whether the browser met a challenge, an error page, or lost what was served."""
    if rendered.kind == "challenge" or _items(rendered) < _items(served):
        return True
    if len(rendered.messages) < len(served.messages) or (served.guide is not None and rendered.guide is None):
        return True
    return len(rendered.links) * _HALF < len(served.links) or (
        not _adds_items(served, rendered) and rendered.text_length * _HALF < served.text_length
    )


def _adds_items(served: PageFacts, rendered: PageFacts) -> bool:
    return _items(rendered) > _items(served)


def _adds_content(served: PageFacts, rendered: PageFacts) -> bool:
    """Whether messages, a guide or an article only exist after scripts ran, beside lists that can all be judged."""
    if _adds_items(served, rendered):
        return False
    grown = rendered.text_length > _HALF * served.text_length + 200 and not rendered.states_nothing
    return (
        len(rendered.messages) > len(served.messages) or (rendered.guide is not None and served.guide is None) or grown
    )


def _undatable(served: PageFacts, rendered: PageFacts, known: Callable[[str], bool]) -> bool:
    before = {item.url for block in served.lists for item in block.items}
    return any(
        item.dated_on is None and item.url and item.url not in before and not known(item.url)
        for block in rendered.lists
        for item in block.items
    )


def _joined_hidden(served: PageFacts, rendered: PageFacts) -> tuple[HiddenLink, ...]:
    """Hidden links as served: scripts hide menus as they go. What they write counts where it says what it is."""
    known = {link.url for link in served.hidden_links}
    # a position counts within the rendered page
    kept = tuple(structs.replace(link, position="") for link in served.hidden_links)
    return kept + tuple(link for link in rendered.hidden_links if link.url not in known and "vocabulary" in link.how)


def _joined_identity(served: Identity, rendered: Identity) -> Identity:
    """Field by field what was served, else what a script has drawn."""
    return Identity(
        **{
            field.name: getattr(served, field.name) or getattr(rendered, field.name)
            for field in structs.fields(Identity)
        }
    )
