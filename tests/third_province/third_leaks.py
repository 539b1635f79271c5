"""Personal data in articles and attachments, and numbers that only look like it."""

from collections.abc import Iterator
from random import Random  # noqa: TID251 - seeded: the same seed gives the same province

import third_plan as plan
from third_model import Article, File, Section, Site
from third_words import GIVEN, SURNAMES, bank_card, identity_number, masked, mobile


def _name(rng: Random) -> str:
    return rng.choice(SURNAMES) + rng.choice(GIVEN)


def _table(rows: list[list[str]]) -> str:
    cells = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<table border="1" cellspacing="0">{cells}</table>'


def _rows(kind: str, rng: Random) -> list[list[str]]:
    """A list of persons with the number of that kind."""
    heads = {"id": "身份证号码", "mobile": "手机号码", "bank": "银行卡号", "masked": "身份证号", "wrong": "受理编号"}
    make = {
        "id": lambda: identity_number(rng),
        "mobile": lambda: mobile(rng),
        "bank": lambda: bank_card(rng),
        "masked": lambda: masked(identity_number(rng)),
        "wrong": lambda: identity_number(rng, valid=False),
    }[kind]
    rows = [["序号", "姓名", heads[kind], "补助金额（元）"]]
    rows += [[str(turn + 1), _name(rng), make(), str(rng.randint(3, 40) * 50)] for turn in range(4)]
    return rows


def plant_leaks(site: Site, articles: Iterator[tuple[Section, Article]], rng: Random) -> None:
    """What the plan says, and a decoy or two on every site."""
    for order, entry in enumerate(plan.PERSONAL.get(site.index, ())):
        kind, form = entry.split("_")
        _, article = next(articles)
        if form in {"docx", "xlsx", "pdf"}:
            path = f"/attach/mingdan{site.index}{order}.{form}"
            article.files.append(File(path, f"附件：补助对象名册.{form}", _rows(kind, rng)))
            site.plant("personal_data", path, kind)
            continue
        if form == "pair":
            # Two columns only, in the page's own layout tables where the family builds with tables.
            article.body.append("现将救助对象名单公布如下：")
            article.extra += _table([row[1:3] for row in _rows(kind, rng)])
        elif form in {"table", "list"}:
            article.extra += _table(_rows(kind, rng))
        elif form == "text":
            article.body.append(f"经研究，同意{_name(rng)}（身份证号：{identity_number(rng)}）享受临时救助。")
        elif form == "spaced":
            number = identity_number(rng)
            article.body.append(
                f"当事人：{_name(rng)}，公民身份号码{number[:6]} {number[6:14]} {number[14:]}，住本市。"
            )
        else:
            number = identity_number(rng)
            while not number.endswith("X"):
                number = identity_number(rng)
            article.body.append(f"被处罚人{_name(rng)}，身份证号{number.replace('X', 'x')}。")
        site.plant("personal_data", article.path, kind, why=form)
    _decoys(site, articles, rng)


def _decoys(site: Site, articles: Iterator[tuple[Section, Article]], rng: Random) -> None:
    _, article = next(articles)
    turn = site.index % 6
    if turn == 0:
        article.extra += _table(_rows("masked", rng))
    elif turn == 1:
        article.extra += _table(_rows("wrong", rng))
    elif turn == 2:
        article.body.append(
            f"联系人：{_name(rng)}，办公电话：0776-28{rng.randint(10000, 99999)}，"
            f"传真：0776-28{rng.randint(10000, 99999)}。"
        )
    elif turn == 3:
        code = "91450100MA5K" + str(rng.randint(100000, 999999))
        article.body.append(
            f"统一社会信用代码：{code}，合同编号：{rng.randint(10**17, 10**18 - 1) // 10 * 10}，"
            "收款单位为本局财政专户。"
        )
    elif turn == 4:
        number = mobile(rng)
        article.extra += _table(
            [["序号", "姓名", "手机号码"], ["1", _name(rng)[0] + "某", f"{number[:3]}****{number[-4:]}"]]
        )
    else:
        card = bank_card(rng, valid=False)
        article.body.append(f"订单号：{card}，物流单号：{rng.randint(10**12, 10**13 - 1)}，服务热线12345。")
    if site.index % 4 == 0:
        _, article = next(articles)
        path = f"/attach/gongshi{site.index}.{('docx', 'xlsx', 'pdf')[site.index // 4 % 3]}"
        article.files.append(File(path, "附件：公示名单（已隐去部分信息）", _rows("masked", rng)))
