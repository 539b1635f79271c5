"""Faults that only show over several fields: sums, references, bands, duplicates, gates. One module a theme."""

from hengping.indicators.bands import tier_faults
from hengping.indicators.faults import LintFault, fault
from hengping.indicators.structure_examples import examples_faults
from hengping.indicators.structure_ids import checks_faults, ids_faults, references_faults
from hengping.indicators.structure_marks import marks_faults
from hengping.indicators.structure_rules import rules_faults
from hengping.indicators.structure_walk import Where, selectors, walk
from hengping.indicators.structure_words import words_faults, yes_no_faults
from hengping.indicators.system import IndicatorSystem
from hengping.indicators.vocabulary import rule_faults, selector_faults
from hengping.indicators.yamlfile import Document


def structure_faults(
    document: Document, system: IndicatorSystem, known_checks: frozenset[str] | None
) -> list[LintFault]:
    """All faults of a system that fulfils the schema, in file order."""
    found: list[LintFault] = []

    def report(where: Where, zh: str, en: str, remedy: str) -> None:
        found.append(fault(document, where, zh, en, remedy))

    words_faults(system, report)
    yes_no_faults(document.data, report)
    ids_faults(system, report)
    marks_faults(system, report)
    references_faults(system, report)
    rules_faults(system, report)
    tier_faults(system, report)
    selector_faults(selectors(system), report)
    rule_faults(walk(system.tree), report)
    examples_faults(system, report)
    if known_checks is not None:
        checks_faults(system, known_checks, report)
    return sorted(set(found), key=lambda each: (each.line, each.field, each.zh))
