"""People read the names of documents; our own codes of articles are for the source text."""

import re

import pytest
from django.utils.functional import Promise

from hengping.checks.catalogue import catalogue
from hengping.indicators.load import list_systems, load_system
from hengping.model.finding import OUTCOME_ZH, Outcome
from hengping.web.apps.campaigns.settings_form import SHOWN
from hengping.web.apps.evidence.outcomes import WORDS, outcome_word
from hengping.web.apps.evidence.sources import documents_named
from web.world import World

CODE = re.compile(r"\b(?:[A-Z]{1,2}\d{2}|ENG|VAR|PB)-[A-Za-z0-9]")


@pytest.mark.parametrize(
    ("basis", "shown"),
    [
        ("D19-d8", "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）"),
        ("ENG-02、ENG-04", "各套指标共有的计分规则"),
        ("《政府网站发展指引》（国办发〔2017〕47号）安全防护要求（G17-r6，条款待核）；《规定》（N24-1）。",
         "《政府网站发展指引》（国办发〔2017〕47号）安全防护要求（条款待核）；《规定》。"),
        ("必备栏目（D19-01、D19-d1至D19-d6）。", "必备栏目。"),
        ("Guidelines of 2017 (G17-r6, article to be checked).", "Guidelines of 2017 (article to be checked)."),
        ("桂政办电〔2018〕274号；桂政办电〔2019〕76号", "桂政办电〔2018〕274号；桂政办电〔2019〕76号"),
        ("", ""),
    ],
)  # fmt: skip
def test_codes_give_way_to_documents(basis: str, shown: str) -> None:
    assert documents_named(basis) == shown


def test_no_code_is_left_in_any_check_or_system() -> None:
    told = [each.basis.zh for each in catalogue().values()] + [each.basis.en for each in catalogue().values()]
    for each in list_systems():
        system = load_system(each if isinstance(each, str) else each.id)
        told += [str(system.basis), *(str(node.basis) for node in system.nodes().values())]
    assert any(CODE.search(each) for each in told), "there is something to do"
    left = [each for each in told if CODE.search(documents_named(each))]
    assert left == []


def test_the_page_of_a_system_names_documents(world: World) -> None:
    page = world.client("organiser").get(f"/campaigns/{world.campaign.pk}/systems/show/library:national-check-2019/")
    assert page.status_code == 200
    assert "国办秘函〔2019〕19号" in page.content.decode()
    assert not re.search(r"<td>D19-", page.content.decode())


def test_the_sign_in_page_offers_a_new_password_once(world: World) -> None:
    assert world.client().get("/accounts/login/").content.decode().count("/accounts/password/reset/") == 1


def test_outcomes_and_settings_have_a_text_in_the_language_of_the_page() -> None:
    assert {outcome: outcome_word(outcome) for outcome in Outcome} == OUTCOME_ZH, "in Chinese as in official texts"
    assert all(isinstance(each, Promise) for each in WORDS.values()), "looked up when it is shown"
    assert all(isinstance(each.label, Promise) for each in SHOWN)
