"""What programs are given. Numbers that are published are text, with the digits they were published with."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from ninja import Schema


class Fault(Schema):
    """What went wrong.

    Attributes:
        detail: what, where, what to do.
    """

    detail: str


class CampaignOut(Schema):
    """An evaluation."""

    id: UUID
    code: str
    title: str
    organiser: str
    stage: str
    as_of: date
    systems: list[str]


class EntryOut(Schema):
    """A line of the roster; the fields of ``roster.csv``."""

    site_code: str
    name: str
    unit: str
    url: str
    group: str
    site_class: str
    region: str


class RunOut(Schema):
    """A run."""

    id: UUID
    kind: str
    state: str
    stage: str
    is_current: bool
    created_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class ResultOut(Schema):
    """A site under one indicator system."""

    system_id: str
    site_code: str
    name: str
    group: str
    total: str | None
    rank: int | None
    tied: bool
    tier: str
    state: str
    passed: bool | None
    coverage: Decimal | None
    provisional: bool
    open_doubts: int


class FindingOut(Schema):
    """A finding, as it stands in ``findings/<site_code>.jsonl``."""

    site_code: str
    finding_id: str
    check: str
    version: int
    outcome: str
    message: str
    url: str
    counted: dict[str, Any]


class PageOut(Schema):
    """Where one is in a long list."""

    total: int
    page: int
    pages: int


class Results(PageOut):
    """A page of results."""

    items: list[ResultOut]


class Findings(PageOut):
    """A page of findings."""

    items: list[FindingOut]


class Entries(PageOut):
    """A page of the roster."""

    items: list[EntryOut]


class AppealOut(Schema):
    """An appeal."""

    id: UUID
    site_code: str
    finding_id: str
    state: str
    raised_at: datetime | None
    outcome: str
