"""Sites whose home page our own side did not ask for: nothing is known of them, so nothing may be said of them.

The commonest case is a site in a private network while the campaign does not allow private addresses (a staging
server, an intranet, a trial on one's own machine). That is the campaign's doing: it is told to whoever runs it, with
the setting to change (:mod:`hengping.pipeline.private_sites`), and the site is neither down nor judged.
"""

from collections.abc import Iterable, Sequence

from hengping.model.evidence import FAILURES, Capture, FailureKind, Visit
from hengping.model.urls import BadUrlError, host_of, normal_url

_PRIVATE_FAULT = (
    "{host}指向内网地址，评估设置不允许访问，未访问 (private address, collect.allow_private_addresses is false)"
)


def own_reason(captures: Iterable[Capture], visits: Sequence[Visit]) -> str:
    """Why a site that never answered says nothing of itself: we did not ask, or could not. Pure.

    Args:
        captures: of the site.
        visits: availability visits to it.

    Returns:
        The reason, for people; empty when at least one visit or look was the site's own failure (or it answered).
    """
    if any(visit.result not in {"own_fault", "maintenance"} for visit in visits):
        return ""
    ends = [capture for capture in captures if capture.purpose == "home" and not capture.location]
    kinds = [capture.failure for capture in ends if capture.failure is not None]
    if not ends or len(kinds) < len(ends) or not all(_is_ours(kind) for kind in kinds):
        return ""
    if kinds[-1] is FailureKind.PRIVATE_ADDRESS:
        return _PRIVATE_FAULT.format(host=host_named(ends[-1].url))
    return FAILURES[kinds[-1]].zh


def _is_ours(kind: FailureKind) -> bool:
    policy = FAILURES[kind]
    return not (policy.counts_as_down or policy.answered or policy.turned_away)


def host_named(url: str) -> str:
    """The host of an address; the address itself where it has none."""
    try:
        return host_of(normal_url(url))
    except BadUrlError:
        return url
