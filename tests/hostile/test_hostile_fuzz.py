"""Fuzzing of what reads pages and files: ``HENGPING_FUZZ`` cases, few by default (``make soak-fuzz``: a million)."""

import os

import pytest
from hostile_fuzz import ATTACHMENT_EVERY, GROWTH_BYTES, attachment_case, fuzz_on, page_case

COUNT = int(os.environ.get("HENGPING_FUZZ", "200"))
SEED = int(os.environ.get("HENGPING_FUZZ_SEED", "2026"))
PROCESSES = int(os.environ.get("HENGPING_FUZZ_PROCESSES", "2"))
FEW = 5_000


def test_a_case_is_a_function_of_its_numbers():
    assert page_case(1, 7) == page_case(1, 7) != page_case(1, 8)
    assert attachment_case(1, 7) == attachment_case(1, 7)


@pytest.mark.timeout(0 if COUNT > FEW else 300)
def test_mutated_pages_and_attachments_neither_crash_nor_hang_nor_grow():
    report = fuzz_on(PROCESSES if COUNT > FEW else 1, SEED, COUNT)
    print(report)  # noqa: T201 - the measurement
    assert report.failures == {}
    assert (report.pages, report.attachments) == (COUNT, (COUNT + ATTACHMENT_EVERY - 1) // ATTACHMENT_EVERY)
    assert report.growth < GROWTH_BYTES
