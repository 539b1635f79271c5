"""A page lacks required meta tags (网页标签缺失, G17 meta tags)."""

from collections.abc import Iterator

from hengping.checks.context import Context, Params
from hengping.checks.shared.home import tag
from hengping.model.facts import SiteFacts
from hengping.model.finding import Outcome, Subject, Verdict


def check(facts: SiteFacts, params: Params, ctx: Context) -> Iterator[Verdict]:  # noqa: ARG001 - the form of all checks
    """One failing verdict per page and tag; one passing verdict per complete page. An empty tag is a missing one."""
    for page in facts.pages:
        required = params["required_tags"].get(page.page_type, ())
        missing = [name for name in required if not tag(page.tags, name)]
        complete = Outcome.PASS if required else Outcome.NOT_APPLICABLE
        for name in missing or [""]:
            yield Verdict(
                outcome=Outcome.FAIL if name else complete,
                subject=Subject(kind="page", url=page.url, title=page.title),
                values={"tag": name or None, "page_type": page.page_type, "required_count": len(required)},
                evidence=(page.evidence,),
                target=name,
            )
