"""A script library in a version with publicly known flaws (脚本库漏洞, G17 security)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One verdict per library, version and address; versions that are not told are no subject."""
    for library in facts.libraries:
        yield Verdict(
            outcome=Outcome.FAIL if library.flaws else Outcome.PASS,
            subject=Subject(kind="link", url=library.url, title=f"{library.name} {library.version}"),
            values={
                "library": library.name,
                "version": library.version,
                "flaws": list(library.flaws),
                "fixed_in": library.fixed_in,
                "listed_on": library.listed_on,
                "source_url": library.source_url,
            },
            evidence=(library.evidence,),
            target=f"{library.name} {library.version}",
        )
