"""Wordings wrong only in their surroundings, and whole families of slips: both with what only looks like them."""

import pytest

from hengping.extract.wording import wording_of_text
from hengping.extract.wording_lexicon import Lexicon, wording_lexicon
from hengping.extract.wording_rules import Rule, RuleGroup, try_rules, wording_rules


def sure(text: str) -> set[str]:
    return {hit.wrong for hit in wording_of_text(text) if hit.sure}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("截止2026年10月底，全市发放补贴八千万元。", "截止"),
        ("意见征集截至时间为12月1日17时。", "截至"),
        ("村民反应的路灯不亮问题已经解决。", "反应"),
        ("参加考试的人员必需携带准考证。", "必需"),
        ("健全行政权利运行制约机制。", "权利"),
        ("保障职工的合法权力不受侵害。", "权力"),
        ("本细则至2026年3月1日起施行。", "至"),
        ("作风建设要把落实做为第一位的任务，抓紧抓好。", "做为"),
        ("秋粮因旱灾欠收。", "欠收"),
        ("市人政府办公室印发通知。", "人政府"),
        ("中华人民共和农业农村部公告", "中华人民共和"),
        ("公示期至11月31日止。", "11月31日"),
        ("占比提高1.5%个百分点。", "1.5%个百分点"),
        ("产品销往日本、香港等国家。", "香港等国家"),
        ("举办中港两地青年交流营。", "中港两地"),
        ("市人民检察院院长作工作报告。", "院长"),
        ("县人大常委会主席主持会议。", "人大常委会主席"),
        ("2026年5月，国家工商总局将组织抽查。", "国家工商总局"),
        ("2026年起，材料报县国土资源局。", "国土资源局"),
        ("慰问维族同胞。", "维族"),
        ("切实加强于部队伍建设。", "于部"),
    ],
)
def test_wrong_in_these_surroundings(text: str, wrong: str) -> None:
    assert wrong in sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "报名截止时间为12月1日17时，截止后不再受理。",
        "截止到2026年10月底，已发放补贴。",
        "截至目前，工程进展顺利。",
        "群众反应强烈的问题优先解决，应急反应及时。",
        "生活必需品供应充足，这是开展工作所必需的条件。",
        "公民的合法权利和义务相统一，公布行政权力清单。",
        "自2026年1月1日起施行，有效期至2027年1月1日。",
        "支付县级以上单位，交付市长热线使用。",
        "党员要做为民办事的贴心人。",
        "单位欠收的电费由供电所催缴。",
        "个人政府采购投诉渠道",
        "中华人民共和国成立以来",
        "公示期至12月31日止，12月30日公布。",
        "来自日本等国家和香港、台湾地区的客商",
        "产品出口到东南亚国家和中国香港、中国台湾等地区。",
        "台湾政府采购协定研究",
        "越南最高人民检察院院长来访。",
        "县纪委书记、监委主任到会。",
        "2026年，原国家工商总局的规章继续有效。",
        "2026年，根据2015年国土资源局的批复办理。",
        "思维族谱",
        "撤回教师资格，召回教练机。",
        "位于部队驻地，属于部门规章。",
        "已建没建的小区都要纳入统计。",
    ],
)
def test_right_in_these_surroundings(text: str) -> None:
    assert sure(text) == set()


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("到税务部门办理注消手续", "注消"),
        ("群众发放帐蓬和棉被", "帐蓬"),
        ("工作人圆深入一线，党圆干部带头", "党圆"),
        ("加强污染防冶", "防冶"),
        ("严格控制用水总量和质最要求", "质最"),
        ("增强“四个意思”，坚定“四个自信”", "“四个意思”"),
        ("统筹推进“五位一体”战略布局", "“五位一体”战略布局"),
        ("学习党的二十大三中全会精神", "二十大三中全会"),
        ("坚持和发展中国特色社会社会主义", "中国特色社会社会主义"),
        ("对企业进行进行检查", "进行进行"),
        ("要把群众的的冷暖放在心上", "的的"),
        ("做到无微不致", "无微不致"),
    ],
)
def test_families_of_slips(text: str, wrong: str) -> None:
    assert wrong in sure(text)


@pytest.mark.parametrize(
    "text",
    [
        "按规定取消费用，促消费、经消费者同意",
        "水质最好的断面，品质最优的产品",
        "市委圆满完成任务，助学圆梦",
        "以营利为目的的活动，的确如此，不了了之，为了了解情况",
        "县人民政府政府采购中心",
        "中国共产党党员领导干部",
        "公开募捐，封闭募集",
        "全市扬尘治理，交通迅速恢复",
        "人民政府府前广场",
    ],
)
def test_other_words_beside_the_families(text: str) -> None:
    assert sure(text) == set()


def test_what_a_rule_finds_may_be_quoted() -> None:
    hits = wording_of_text("旧报上有“台湾总统”“残废人”两种写法。")
    assert [(hit.wrong, hit.sure) for hit in hits] == [("台湾总统", False), ("残废人", False)]


def test_every_group_of_rules_is_dated() -> None:
    groups = wording_rules()
    assert [group.id for group in groups] == ["usage", "terms", "posts", "bodies"]
    assert all(group.source and len(group.dated_on) == len("2026-01-01") and group.rules for group in groups)
    listed = {group.id for group in wording_lexicon().groups}
    assert listed > {group.id for group in groups}


def test_a_rule_sees_no_more_than_its_line() -> None:
    (group,) = (group for group in wording_rules() if group.id == "usage")
    assert isinstance(group, RuleGroup)
    rules: tuple[Rule, ...] = tuple(rule for rule in group.rules if "欠收" in rule.triggers)
    text = "秋粮\n欠收的电费"
    assert try_rules(rules, text, 3, 5) is None
    found = try_rules(rules, "秋粮欠收", 2, 4)
    assert found is not None
    assert (found.wrong, found.right, found.start, found.end) == ("欠收", "歉收", 2, 4)


def test_a_lexicon_needs_no_rules() -> None:
    assert Lexicon(wording_lexicon().entries).find("截止2026年10月底，全市") == []


@pytest.mark.parametrize(
    "text",
    [
        "招聘启示录",
        "《招聘启示》",
        "给我们的启示",
        "浙江引才招聘启示",
        "一则寻人启示",
        "论招聘启示",
        "小学语文《寻人启示》教案",
        "从企业招聘启示",
        "他问：“去年事故同比下降两倍，是真的吗？”",
        "记者问：同比减少两倍，怎么回事？",
        "“同比减少2倍”的提法并不准确",
        "业主大会是小区的权利机关",
        "有人说“村民反应的问题已经解决”",
    ],
)
def test_readings_that_may_be_right_are_never_sure(text: str) -> None:
    assert not sure(text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("招聘启示", "启示"),
        ("云溪县人民医院2026年公开招聘启示", "启示"),
        ("云溪县文化馆征文启示", ""),
        ("全年事故同比下降两倍，成效明显。", "下降两倍"),
        ("村民反应的问题已经解决。", "反应"),
    ],
)
def test_the_same_words_in_their_plain_place_are(text: str, wrong: str) -> None:
    assert (wrong in sure(text)) is bool(wrong)
    assert wording_of_text(text)
