"""A home page that shows other things to visitors from a search engine than to all others (伪装页面)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import site_subject
from hengping.model.content_facts import FaceFact
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the site: each face against the plain visitor's."""
    faces = {face.client: face for face in facts.faces}
    plain = faces.pop("visitor", None)
    others = [faces[client] for client in ("search", "collector") if client in faces]
    if plain is None or not others:
        yield _verdict(facts, Outcome.NOT_TESTED, "not_tested", None, ())
        return
    found = [(*_judged(plain, other, _words_but(other, facts)), other) for other in others]
    outcome, message, other = min(found, key=lambda each: _ORDER.index(each[0]))
    yield _verdict(facts, outcome, message, other, (plain, other))


_ORDER = (Outcome.FAIL, Outcome.CANNOT_TELL, Outcome.NOT_TESTED, Outcome.PASS)


def _words_but(face: FaceFact, facts: SiteFacts) -> set[str]:
    """Words that any other visitor is shown: a page that came only half once is no disguise."""
    return {word for other in facts.faces if other.client != face.client for word in other.words}


def _judged(plain: FaceFact, other: FaceFact, elsewhere: set[str]) -> tuple[Outcome, str]:
    """What one visitor alone is shown; a refusal says nothing."""
    if other.led_away_to and plain.readable and not plain.led_away_to:
        return Outcome.FAIL, "fail_led_away"
    if not (plain.readable and other.readable):
        return Outcome.NOT_TESTED, "not_tested"
    if set(other.words) - elsewhere:
        return Outcome.FAIL, "fail_words"
    if other.title and plain.title and other.title != plain.title and not set(other.title) & set(plain.title):
        return Outcome.CANNOT_TELL, "cannot_tell_title"
    return Outcome.PASS, ""


def _verdict(
    facts: SiteFacts, outcome: Outcome, message: str, other: FaceFact | None, shown: tuple[FaceFact, ...]
) -> Verdict:
    return Verdict(
        outcome=outcome,
        subject=site_subject(facts),
        values={
            "client": other.client if other else "",
            "other_title": other.title if other else "",
            "words": list(other.words) if other else [],
            "foreign_hosts": list(other.foreign_hosts) if other else [],
            "led_away_to": other.led_away_to if other else "",
        },
        evidence=tuple(face.evidence for face in shown) or facts.home.evidence,
        message=message,
    )
