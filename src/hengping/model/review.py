"""Human decisions (人工复核): append-only, each with actor, time and reason."""

from datetime import datetime

import msgspec

from hengping.model.finding import Outcome


class Review(msgspec.Struct, frozen=True, kw_only=True):
    """A line of ``reviews/*.jsonl``: a person sets the outcome of a finding, or marks of a manual item.

    Exactly one of ``finding_id`` and ``item_id`` is given. The latest decision counts; earlier ones stay readable.

    Attributes:
        explained: the site's explanation (情况说明) of the finding is accepted, and part of its points is given back;
            False: it no longer is; None: nothing is said of it.
        arbiter: the marks of an item are an arbiter's, and stand instead of those of the assessors.
    """

    site_code: str
    finding_id: str = ""
    item_id: str = ""
    outcome: Outcome | None = None
    marks: str = ""
    explained: bool | None = None
    arbiter: bool = False
    actor: str
    decided_at: datetime
    reason: str
