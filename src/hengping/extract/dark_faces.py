"""What a home page shows to one visitor and not to another: the traits of a page that planted code would change."""

from collections.abc import Mapping, Sequence

from hengping.extract.dark_words import is_government, is_outside, is_own, said_in
from hengping.model.content_facts import FaceFact, FaceOf
from hengping.model.evidence import Capture, EvidenceRef
from hengping.model.facts import PageFacts
from hengping.model.urls import host_of

_MOST = 40
_OK = 200
_META = ("keywords", "description")


def face_facts(
    captures: Sequence[Capture], pages: Mapping[str, PageFacts], challenges: frozenset[str], home: PageFacts | None
) -> tuple[FaceFact, ...]:
    """The faces of a home page: to the crawl, to a visitor, to a visitor whom a search engine led.

    Args:
        captures: those of purpose ``cloaking``, in order.
        pages: what was read of them, by record id.
        challenges: record ids of those that are challenge pages.
        home: the home page as the crawl read it.

    Returns:
        One face each, the last hop of its visit; none when the home page was not read, or nobody asked again.
    """
    if home is None or not captures:
        return ()
    faces = [_face("collector", home.url, home, None, home_host=host_of(home.url))]
    kinds: tuple[tuple[FaceOf, bool], ...] = (("visitor", False), ("search", True))
    for client, from_search in kinds:
        hops = [one for one in captures if bool(one.source_url) is from_search]
        if hops:
            last = hops[-1]
            page = None if last.record_id in challenges else pages.get(last.record_id)
            faces.append(_face(client, last.url, page, last, home_host=host_of(home.url)))
    return tuple(faces)


def _face(client: FaceOf, url: str, page: PageFacts | None, capture: Capture | None, *, home_host: str) -> FaceFact:
    location = capture.location if capture is not None else ""
    led_to = host_of(location) if location else ""
    away = location if led_to and not is_own(led_to, home_host) and not is_government(led_to) else ""
    if page is None:
        return FaceFact(
            client=client,
            url=url,
            readable=False,
            status=capture.status if capture is not None else 0,
            led_away_to=away,
            evidence=capture.ref if capture is not None else EvidenceRef("", ""),
        )
    words = list(said_in(page.title).strong)
    for name in _META:
        words += said_in(page.meta.get(name, "")).strong
    for link in page.hidden_links:
        words += link.vocabulary if "vocabulary" in link.how or "title_tag" in link.how else ()
    hosts = sorted({host_of(link.url) for link in page.links if link.kind == "external"})
    return FaceFact(
        client=client,
        url=url,
        status=_OK,
        title=page.title,
        words=tuple(dict.fromkeys(words))[:_MOST],
        foreign_hosts=tuple(host for host in hosts if is_outside(host, home_host))[:_MOST],
        led_away_to=away,
        evidence=page.evidence,
    )
