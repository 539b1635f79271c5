"""Every PDF of a report keeps to PDF/A-2b, as another program reads it."""

import pypdf
import pytest
from pdf_a import faults
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def test_every_pdf_keeps_to_the_standard(files):
    made = files.named(".pdf")
    assert len(made) > 3
    assert {path.name: found for path in made if (found := faults(path))} == {}


@pytest.mark.parametrize(
    ("damage", "clause"),
    [("/AA", "6.1/6.5"), ("/Metadata", "6.6.2"), ("/OutputIntents", "6.2.3"), ("action", "6.5.1")],
)
def test_the_checks_see_what_is_wrong(files, tmp_path, damage, clause):
    writer = pypdf.PdfWriter(clone_from=files.named(".pdf")[0])
    root = writer.root_object
    if damage == "action":
        action = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
        )
        root[NameObject("/OpenAction")] = writer._add_object(action)
    elif damage == "/AA":
        root[NameObject("/AA")] = DictionaryObject()
    else:
        del root[damage]
    path = tmp_path / "damaged.pdf"
    writer.write(path)
    assert any(found.startswith(clause) for found in faults(path))
