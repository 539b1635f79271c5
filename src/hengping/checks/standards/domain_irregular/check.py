"""A site whose domain name is not of the form laid down (G17-02, G17-03, G17-04, N24-1)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import site_subject
from hengping.checks.shared.verdicts import of_site
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Verdict
from hengping.model.urls import host_of

_PORTAL = "人民政府"
_PORTAL_LABELS, _MOST_LABELS = 1, 2


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict on the host of the roster. Only the suffix is decided; the form before it is left to a person."""
    host = host_of(site_subject(facts).url).rstrip(".")
    shown = _readable(host)
    name = facts.site.unit or facts.site.name
    word = next((word for word in params["institution_words"] if word in name), "")
    outcome, message, wanted = Outcome.FAIL, "", ""
    if host.replace(".", "").isdigit() or ":" in host:
        message = "fail_address"
    elif _ends(shown, params["suffixes"]):
        wanted = "" if _regular(shown, name) else _form(name)
        outcome, message = (Outcome.CANNOT_TELL, "pattern") if wanted else (Outcome.PASS, "")
    elif word:
        named = _ends(shown, params["institution_suffixes"])
        outcome, message = (Outcome.PASS, "") if named else (Outcome.CANNOT_TELL, "institution")
    yield of_site(facts, outcome, message, kind="host", host=shown, wanted=wanted, word=word)


def _ends(host: str, suffixes: tuple[str, ...]) -> bool:
    return any(host.endswith(f".{suffix}") for suffix in suffixes)


def _readable(host: str) -> str:
    """A host with its Chinese labels in Chinese."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host


def _is_portal(name: str) -> bool:
    return name.endswith((_PORTAL, f"{_PORTAL}办公厅", f"{_PORTAL}办公室"))


def _form(name: str) -> str:
    return "www.地区名.gov.cn" if _is_portal(name) else "部门名.地区名.gov.cn"


def _regular(host: str, name: str) -> bool:
    """Whether what stands before ``.gov.cn`` has the form for a portal, or for a department below its government.

    Names under ``.政务`` and those of ministries (www.x.gov.cn) are regular.
    """
    if not host.endswith(".gov.cn"):
        return True
    labels = host.removesuffix(".gov.cn").removeprefix("www.").split(".")
    return len(labels) <= _PORTAL_LABELS if _is_portal(name) else len(labels) <= _MOST_LABELS
