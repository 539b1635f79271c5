"""Where a rule comes from, for people: documents by name instead of our own codes (docs/explanation/rule-codes.md)."""

import re

_DOCUMENTS = {
    "V19": "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）",
    "D19": "《政府网站与政务新媒体检查指标》（国办秘函〔2019〕19号）",
    "S19": "《政府网站与政务新媒体监管工作年度考核指标》（国办秘函〔2019〕19号）",
    "C15": "《全国政府网站普查评分表》（国办发〔2015〕15号）",
    "G17": "《政府网站发展指引》（国办发〔2017〕47号）",
    "GX17": "2017年广西全区政府网站绩效评估情况通报",
    "ENG": "各套指标共有的计分规则",
    "VAR": "地方的计分规则",
}
_CODE = r"(?:[A-Z]{1,2}\d{2}|ENG|VAR|PB)-[A-Za-z0-9.]+"
_CODES = re.compile(rf"{_CODE}(?:(?:、|至|, | and | to ){_CODE})*")
_BRACKETED = re.compile(rf"（(?:{_CODES.pattern})[、，]?(?P<rest>[^（）]*)）")
_BRACKETED_EN = re.compile(rf" ?\((?:{_CODES.pattern})(?:, )?(?P<rest>[^()]*)\)")
_BARE = re.compile(_CODE)


def documents_named(basis: str) -> str:
    """A basis without our codes: in brackets after a document's name they are left out, elsewhere the name stands.

    What else is said in the brackets stays, above all that an article has yet to be checked against the official text.
    """
    text = _BRACKETED.sub(lambda found: f"（{found['rest']}）" if found["rest"] else "", basis)
    text = _BRACKETED_EN.sub(lambda found: f" ({found['rest']})" if found["rest"] else "", text)
    parts = [_BARE.sub(_name, part) for part in re.split(r"(?<=[、；])", text)]
    # Several articles of one document are one document.
    shown: list[str] = []
    for part in parts:
        if part.rstrip("、；") not in {each.rstrip("、；") for each in shown}:
            shown.append(part)
    return "".join(shown).rstrip("、；")


def _name(code: re.Match[str]) -> str:
    return _DOCUMENTS.get(code[0].partition("-")[0], code[0])
