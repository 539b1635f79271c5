"""Which values the findings of a check carry: the vocabulary in which an indicator system selects them.

A condition on a name that no finding has would never hold: a veto that can never fire, a deduction that is never made.
Checks that are not listed here are not examined.
"""

_LINK = frozenset(
    {
        "failure",
        "first_failure",
        "first_status",
        "hollow",
        "kind",
        "looks",
        "on_home",
        "source_count",
        "source_url",
        "status",
    }
)
_PRINTED = frozenset({"printed"})

VALUE_NAMES: dict[str, frozenset[str]] = {
    "accessibility_violation": frozenset({"count", "help", "impact", "pages", "rule"}),
    "account_silent": frozenset({"account", "limit_on", "newest_on", "platform"}),
    "advertisement": frozenset({"pages_read", "reason", "source_count", "source_url"}),
    "annual_report_missing": frozenset({"found_url", "year"}),
    "answers_stale": frozenset({"limit_on", "newest_on", "unread"}),
    "attachment_broken": _LINK,
    "backdated": frozenset(
        {
            "absent_on",
            "articles",
            "days",
            "first_seen_on",
            "how",
            "limit_days",
            "looked_before_on",
            "printed_on",
            "signs",
        }
    ),
    "blank_section": frozenset({"items", "level", "newest_on", "section_class"}),
    "broken_link": _LINK,
    "certificate_invalid": frozenset({"certificate_fault", "days_left"}),
    "cloaking": frozenset({"client", "foreign_hosts", "led_away_to", "other_title", "words"}),
    "contact_missing": _PRINTED,
    "cookie_unsafe": frozenset({"cookie", "missing"}),
    "dark_link": frozenset(
        {
            "doubt",
            "how",
            "landing",
            "on_home",
            "pages_read",
            "siblings",
            "source_count",
            "source_url",
            "text",
            "vocabulary",
        }
    ),
    "disclosure_part_missing": frozenset({"found_url", "part"}),
    "disclosure_search_missing": frozenset({"downloads", "found_url"}),
    "domain_irregular": frozenset({"host", "wanted", "word"}),
    "elderly_entry_missing": frozenset({"named"}),
    "defaced": frozenset({"on_home", "pages_read", "words"}),
    "fault_report_entry_missing": frozenset({"present"}),
    "fault_report_reply_late": frozenset({"asked_on", "days", "replied_on", "ticket", "working_days"}),
    "guide_differs": frozenset({"differing", "lacking", "platform_url"}),
    "guide_incomplete": frozenset({"missing", "missing_count", "required_count", "unread"}),
    "home_few_updates": frozenset({"at_least", "count", "limit_on", "unread"}),
    "home_not_updated": frozenset(
        {"items", "limit_on", "navigation_only", "newest_on", "newest_title", "undated", "unread", "window"}
    ),
    "home_unavailable": frozenset({"excluded", "failed", "failed_rate", "limit_rate", "min_visits", "visits"}),
    "https_missing": frozenset({"https_forced", "reason"}),
    "icp_missing": _PRINTED,
    "interpretation_unlinked": frozenset({"named", "of", "policy_url", "sampled"}),
    "interview_missing": frozenset({"at_least", "count", "undated", "window_from_on"}),
    "ipv6_unsupported": frozenset({"measured", "metric"}),
    "late_rectification": frozenset(
        {"burst_from_on", "burst_items", "duty", "duty_days", "section_class", "silent_days", "silent_from_on"}
    ),
    "message_statistics_missing": frozenset({"found_title", "found_url"}),
    "message_unanswered": frozenset(
        {"asked_on", "late", "limit_on", "message_id", "replied_on", "section_title", "window_from_on"}
    ),
    "meta_missing": frozenset({"page_type", "required_count", "tag"}),
    "no_message_channel": frozenset({"channel_url"}),
    "no_recent_message": frozenset({"count", "limit_on"}),
    "no_service": frozenset({"guides", "service_url"}),
    "page_heavy": frozenset({"by_browser", "limit_kb", "requests", "size_kb"}),
    "page_slow": frozenset({"limit_ms", "median_ms", "min_visits", "visits"}),
    "party_gov_mark_missing": frozenset({"present"}),
    "personal_data": frozenset(
        {
            *("attachments_read", "context", "count", "doubt", "examples", "kind", "pages_read", "position"),
            "source_url",
        }
    ),
    "psb_missing": _PRINTED,
    "reply_late": frozenset({"asked_on", "days", "message_id", "replied_on", "working_days"}),
    "required_section_missing": frozenset({"found_title", "section_class", "unreadable"}),
    "search_broken": frozenset({"errors", "found", "not_found", "queries", "search_url", "tests"}),
    "rebound": frozenset({"check", "past_on", "recurring_id"}),
    "reprint": frozenset(
        {
            *("articles", "compared_sites", "declared", "original_on", "original_site_code", "original_title"),
            *("original_url", "published_on", "section_articles", "section_class", "section_own_rate"),
            *("section_reprints", "section_title", "similarity", "source"),
        }
    ),
    "search_missing": frozenset({"offered"}),
    "section_elsewhere": frozenset({"host", "source_url"}),
    "security_finding": frozenset({"rule", "said", "scanner", "severity", "source"}),
    "security_header_missing": frozenset({"header"}),
    "service_statistics_stale": frozenset({"items", "level", "limit_on", "newest_on", "section_class"}),
    "site_address_mismatch": frozenset({"ends_host", "listed_host"}),
    "site_code_area_mismatch": frozenset({"code", "names", "region"}),
    "site_code_mismatch": frozenset({"differing", "expected", "malformed", "meta", "printed"}),
    "site_code_missing": frozenset({"meta", "printed"}),
    "site_name_mismatch": frozenset({"listed", "printed"}),
    "sponsor_missing": _PRINTED,
    "stale_section": frozenset(
        {"duty", "duty_days", "items", "level", "limit_on", "newest_on", "section_class", "undated", "unread"}
    ),
    "survey_missing": frozenset({"at_least", "count", "undated", "window_from_on"}),
    "survey_result_missing": frozenset({"ended_on", "result_on", "result_url"}),
    "time_format_irregular": frozenset({"count", "form", "printed"}),
    "tls_outdated": frozenset({"accepted", "not_tried", "versions"}),
    "vulnerable_library": frozenset({"fixed_in", "flaws", "library", "listed_on", "source_url", "version"}),
    "wording_error": frozenset({"context", "doubt", "lexicon", "pages", "right", "serious", "wrong"}),
}
"""Names of ``Finding.values`` by check id, for findings with a verdict."""
