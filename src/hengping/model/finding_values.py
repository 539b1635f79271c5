"""Which values the findings of a check carry: the vocabulary in which an indicator system selects them.

A condition on a name that no finding has would never hold: a veto that can never fire, a deduction that is never made.
Checks that are not listed here are not examined.
"""

_LINK = frozenset(
    {"failure", "first_failure", "first_status", "kind", "looks", "on_home", "source_count", "source_url", "status"}
)
_PRINTED = frozenset({"printed"})

VALUE_NAMES: dict[str, frozenset[str]] = {
    "attachment_broken": _LINK,
    "blank_section": frozenset({"items", "level", "newest_on", "section_class"}),
    "broken_link": _LINK,
    "contact_missing": _PRINTED,
    "fault_report_entry_missing": frozenset({"present"}),
    "guide_incomplete": frozenset({"missing", "missing_count", "required_count", "unread"}),
    "home_not_updated": frozenset(
        {"items", "limit_on", "navigation_only", "newest_on", "newest_title", "undated", "unread", "window"}
    ),
    "home_unavailable": frozenset({"excluded", "failed", "failed_rate", "limit_rate", "min_visits", "visits"}),
    "icp_missing": _PRINTED,
    "message_unanswered": frozenset(
        {"asked_on", "late", "limit_on", "message_id", "replied_on", "section_title", "window_from_on"}
    ),
    "meta_missing": frozenset({"page_type", "required_count", "tag"}),
    "no_message_channel": frozenset({"channel_url"}),
    "no_service": frozenset({"guides", "service_url"}),
    "party_gov_mark_missing": frozenset({"present"}),
    "psb_missing": _PRINTED,
    "search_missing": frozenset({"offered"}),
    "site_code_mismatch": frozenset({"differing", "expected", "malformed", "meta", "printed"}),
    "site_code_missing": frozenset({"meta", "printed"}),
    "sponsor_missing": _PRINTED,
    "stale_section": frozenset(
        {"duty", "duty_days", "items", "level", "limit_on", "newest_on", "section_class", "undated", "unread"}
    ),
}
"""Names of ``Finding.values`` by check id, for findings with a verdict."""
