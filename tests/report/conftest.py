"""One set of documents for all tests of the room; the PDF tests are skipped, and say so, without Chinese fonts."""

import pytest
from report_case import empty_inputs, make_inputs

from hengping.model.errors import InputError
from hengping.report.render.pdf import chosen_faces
from hengping.report.write_all import write_reports


@pytest.fixture(scope="session")
def case():
    return make_inputs()


@pytest.fixture(scope="session")
def empty_case():
    return empty_inputs()


@pytest.fixture(scope="session")
def needs_fonts():
    try:
        chosen_faces()
    except InputError as error:
        pytest.skip(str(error))


@pytest.fixture(scope="session")
def files(case, needs_fonts, tmp_path_factory):
    return write_reports(case, tmp_path_factory.mktemp("reports"))
