"""Words and signs by which the pages of citizen messages (留言信件) tell when one came and what became of it."""

import re

from hengping.extract.cues import matches_with
from hengping.extract.dates import FULL_DATE

CLOCK = re.compile(r"\s*\d{1,2}[:：]\d\d(?:[:：]\d\d)?\s*")
DONE = re.compile(
    r"已\s?(?:回复|答复|办结|办理|处理|反馈|解答|受理并回复|采纳|采用|结案|办毕|完成|解决|回应|办复|回|[复办](?=[\s\]】)）]|$))|办结|办理完毕|处理完毕|处理完成|办理完成|[已待]评价|(?:回复|答复)完[毕成]"
    r"|拒绝受理|不予受理|不受理|不予办理"
)
_DEEDS_OF_OFFICES = "回复|答复|办结|处理|受理|办理|解决|回应|反馈|解答|完成|分办|派单|签收"
OPEN = re.compile(
    rf"未\s?(?:{_DEEDS_OF_OFFICES})|(?<![接招款优])待\s?(?:{_DEEDS_OF_OFFICES}|审核|办(?![公事学案]))|"
    r"(?<![\u3400-\u9fff])(?:进行中|新(?:办件|信件|来信|留言|工单))(?![\u3400-\u9fff])|(?:[办处]理|受理|审核|[转交承分督会阅]办|调查|调解)中|暂未"
    r"|(?<![现正存实所旨])在办(?![事公理案学实])|正在(?:办理|处理|受理|审核|核实|核查|调解|调查|协调|流转|转办|督办|整改|答复|回复)|(?:办理|处理)过程中|(?:核查|核实|流转|催办|回复|答复|解答|协调)中(?![国央心])"
    r"|等待[^\s，。]{0,4}(?:回复|答复|办理|处理)|已?[逾超]期(?!办结|回复|答复|办理完)|延期办理|[未待]解答|[未待]\s?[复回办结](?=[\s\]】)）]|$)|(?:逾|超)期未"
)
UNDER_WAY = re.compile(
    r"已\s?(?:受理|转办|转交|转送|交办|签收|分办|派单|分派|接收|接件|收件|登记|分发|批转|流转|移交|下派)"
)
"""A state that says neither that the message waits nor that it was answered."""
REPLIES = re.compile(
    r"(?:(?<![\u4e00-\u9fff])|(?<=官方|部门|单位))(?:回复|答复|回帖)(?:数量?)?\s?[:：(（]\s?(?P<count>\d{1,3})(?![\d年./-])"
)
"""How many answers a row counts."""
_CLOSED = re.compile(
    r"(?:来信人|写信人|信访人|诉求人|咨询人|网友|本人|用户)?(?:已|被|自行|主动){0,3}(?:撤[回销诉件]|重复|无效|结案|办毕|已结|已关闭|合并(?:办理|处理)?|不予(?:受理|办理|公开|回复|答复|处理))"
    r"(?:信件|来信|留言|件|诉求|工单|提交|投诉|咨询|反映|提问|邮件)?"
)
"""What ends a message without an answer; read only where a state is printed."""
_TAKEN = "受理|转办|交办|分办|承办|转送|派单"
"""What an office did with a message, where it is all that is printed of its state."""
_STATE_WHOLE = re.compile(
    rf"(?:部门|单位|官方|信件|来信|留言|尚|等|目前|当前)?(?:{DONE.pattern}|{OPEN.pattern}|{UNDER_WAY.pattern}|{_TAKEN})(?:部门|单位|公开|回复|答复|[12]?\d条)?"
)
_MARK = re.compile(r"[【\[(（]\s?((?:已|未|待|办|处|受|不)[^】\])）\n]{1,7})[】\])）]")
_LONGEST_STATE = 8
TOLD = re.compile(
    r"时间|时 间|日期|日 期|回复|答复|办结|完毕|处理完成|受理|暂未|[已未待] ?[回答办处反解受审]|[理核]中"
    r"|[时日已未待]\s[间期回答办处反解受审]|在办"
)
"""What no list is without that prints when its messages came or whether they were answered."""
_TOLD_CUES, _TOLD_LEAD = (*"间期复结毕成理中已未待时日", "在办"), 3
"""What each of its matches holds, and how many characters may stand before it."""
_NUMBER_NAMES = r"(?:留言|信件|来信|咨询|受理|诉求|工单)?(?:编\s?号|查询码|流水号|序\s?号|单号)"
_TITLE_NAMES = r"(?:留言|信件|来信|咨询|问题|诉求|工单)?(?:标\s?题|主\s?题)"
_CONTENT_NAMES = r"(?:留言|信件|来信|咨询|提问|问题|诉求|反映)(?:内容|描述|详情|正文)"
_OFFICE_NAMES = r"(?:官方|单位|部门|管理员)(?:回复|答复|回应)|答|【答】"
_ANSWER_NAMES = (
    r"(?:(?:答复|回复|复信|处理|办理|承办|反馈|回答|解答|回应)(?:内容|结果|意见|情况|正文|说明|信息)"
    rf"|(?:办理|处理|留言|信件)(?:回复|答复|反馈)|回音|{_OFFICE_NAMES})"
)
_ANSWER_COLON = (
    r"(?<!自动)(?<!是否)(?<!是否已)(?:回\s?复|答\s?复)|(?<=[\n\t\s])(?:解|回)?答|(?<=[\n\t\s])(?:复信|A\d{0,2})"
)
_STATE_NAMES = (
    r"是否(?:已)?(?:回复|答复|办结|办理)|(?:办理|处理|信件|受理|答复|回复|当前|留言|诉求|工单)?状[\s　]{0,4}态"
)


def tells(text: str, start: int, end: int) -> bool:
    """Whether :data:`TOLD` matches in a span of the text; looked for around its characters only."""
    return next(matches_with(TOLD, text, _TOLD_CUES, _TOLD_LEAD, start, end), None) is not None


def labelled(names: str, value: str, colon_only: str = "") -> re.Pattern[str]:
    """A label and its value: in brackets, with a colon, or as a cell with the value in the next."""
    only = f"|{colon_only}" if colon_only else ""
    aside = r"(?:[(（【\[][^)）】\]\n]{0,30}[)）】\]]\s*)?"
    return re.compile(
        rf"(?:(?:^|(?<=[\n\t])){names}[ ]*[\t\n]\s*|[【\[](?:{names}{only})[】\]]\s*[:：]?\s*"
        rf"|(?:{names}{only})\s*{aside}[:：]\s*)(?P<value>{value})"
    )


NUMBER = labelled(_NUMBER_NAMES, r"[\w-]{2,40}号?")
TITLE = labelled(_TITLE_NAMES, r"[^\n\t]{1,100}")
CONTENT = labelled(
    _CONTENT_NAMES,
    r"[^\n\t]{0,400}",
    r"提\s?问|(?<=[\n\t\s【])问|(?<=[\n\t])(?:内\s?容|来信|留言|网友留言|诉求|咨询|反映|投诉|建议)",
)
ANSWER = labelled(_ANSWER_NAMES, r"[^\n\t]{0,400}", _ANSWER_COLON)
STATE = labelled(_STATE_NAMES, r"[^\n\t|｜　]{1,20}")
_HAN = re.compile(r"[\u3400-\u9fff]")
QUESTION_LINE = re.compile(
    r"(?:^|(?<=[\n\t]))[ ]*[【\[]?(?:问题|提问|网友提问|问|Q\d{0,2})"
    r"(?:[】\]][:：]?|[:：]|(?=[^\s题答询政责卷候号]))[ \n]*(?P<value>[^\n\t]{2,300})"
)
"""A question under the mark of one (问：…), as pages of questions and answers print them."""
_TAB_ROW = re.compile(rf"(?:^|(?<=\n)){_CONTENT_NAMES}[ ]*\n[ ]*{_ANSWER_NAMES}[ ]*\n(?=(?P<below>[^\n\t:：]{{12,}}))")
"""Names of two tabs, one below the other, with the text of the first below both."""
_EMPTY = re.compile(
    r"^(?:暂\s?(?:无|未|不)\S{0,6}|无|空白?|null|none|undefined|n/a|(?:暂时|目前|还|尚)?(?:没有|无|未)(?:收到|得到|作出)?(?:任何|官方|部门|单位)?"
    r"(?:回复|答复|办理|处理|反馈|结果|内容|信息)|[未待]\s?(?:回复|答复|办理|处理|受理|办结|反馈)|尚未\S{0,6}"
    r"|(?:办理|处理|受理|审核)中|[-—/\s.]*)$"
)
_BRACKETS = re.compile(r"^[\s(（【\[]+|[\s)）】\]。.!！]+$")
_PAGER = re.compile(
    r"共\s?\d+\s?[条页]|第\s?\d+\s?[页/]|首\s?页|[上下]一?页|[\d\s/]+$|网站(?:维护|管理|技术|建设)|技术支持|政府网站|ICP|您是第"
    r"|[^，。\n]{0,16}(?:版权所有|备案(?:编?号|序号)?\s?[:：])|[^，。\n]{2,20}(?:主办|承办)(?:[\s:：]|$)"
)
"""What stands below the last message of a page: a pager, or the first line of the site's footer."""
_WAITS = re.compile(
    r"(?:暂|尚|还|仍)未[^\n]{0,4}(?:回复|答复|办理|处理|受理|回应|办结)|等待[^\n]{0,8}(?:回复|答复|办理|处理)|耐心等待"
    r"|(?:尽快|及时|抓紧)[^\n]{0,8}(?:回复|答复|办理|处理|转|回应|核实|反馈|告知)|正在(?:办理|处理|受理|核实|转办)"
)
_PASSED_ON = re.compile(
    r"(?:您的?(?:来信|留言|信件)|(?:该|此|本)(?:信|件|信件|留言)?)?[^，。]{0,4}已[^，。]{0,4}(?:受理|转[办交送至]?|交办|签收|分办|派单|登记|收到)[^，。；\n]{0,16}[。.]?"
)
"""An answer that only says who has the message now."""
_DEEDS = re.compile(
    r"预计|计划|列入|纳入|根据[^，。\n]{0,20}规定|您可|可以|携带|拨打|电话|开工|施工|招标|发放|属于|符合|标准|原因|由于"
    r"|已[^，。；\n]{0,6}(?:责成|责令|督促|要求|安排|协调|修复|修好|解决|整改|完成|到位|清理|拆除|答复|回复|联系)"
)
"""What tells of something done or how things stand, which a text that only asks to wait does not."""
_LONGEST_WAIT = 48
"""A text of one sentence that only says that the message waits is no answer."""
_HEADING = (
    r"(?:相关|热门|最新|热点|推荐|其[他它]|更多|精选|往期)(?:信件|来信|留言|问题|回复|答复|咨询|链接|阅读|新闻|信息|文章|公告|资讯|诉求|评论|栏目)"
    r"(?:列表|推荐)?(?=[\n\t]|$)|您可能[^\s，。：:]{0,8}(?=[\n\t]|$)"
    r"|我[要来](?:写信|留言|咨询|提问|投诉|评价|建议)|(?:信件|来信|留言|问题)(?:查询|列表|选登|评价|统计)(?=[\n\t]|$)"
    r"|(?:网友|我要)?(?:评论|追问|追加提问)(?:内容|时间|列表|[(（]\d+[)）])?\s*(?:[:：\n\t]|$)|暂无评论"
    r"|扫一扫|友情链接|温馨提示|请[您你]?对[^\n]{0,20}(?:评价|评分)|[您你]对[^\n]{0,16}满意吗"
    r"|满意[度率](?:评价|调查|评分|测评)|(?:非常|很|基本|不)?满意(?:[ 　\t\n（(]|$)|未评价|暂无评价|提交评价"
)
"""What stands below the last property of a message: headings of what is shown beside it, and forms."""
NEXT_LABEL = re.compile(
    rf"{_HEADING}|"
    r"(?:(?:回复|答复|办理|处理|受理|来信|留言|反馈|承办|信件|咨询|满意|诉求|复信)"
    r"(?:日期|时间|单位|部门|内容|情况|结果|状态|人|编号|标题|度|机关|意见)?|状态|评价)\s*(?:[:：】\]]|[\n\t]|$)"
    r"|提问(?:人|时间|日期)|网站地图|版权|关于我们|联系我们|主办|[【\[]?(?:打印|关闭|返回|分享)|[上下]一[篇条]"
)
_ANSWERING = re.compile(
    r"收悉|(?:答复|回复|解释|解答)如下|经(?:核实|核查|调查|了解|查|现场|我局|我单位|相关部门|有关部门)"
    r"|(?:尊敬的)?(?:网友|市民|来信人|居民|家长)[^\n，,。]{0,6}[，,：:]?\s?(?:您|你)好"
    r"|请(?:查看|参见|参照|参阅)[^\n]{0,10}(?:答复|回复)|不属于(?:本|我|该)[^\n]{0,10}(?:职责|职能|受理|管辖|管理)|不予受理|予以合并|合并办理"
    r"|(?:主动|自行|已)撤[回销诉]|(?:您|你)(?:所)?(?:反映|咨询|提出|来信|留言)[^\n]{0,40}(?:问题|事项|情况|收到)[^\n]{0,12}(?:现|经|已|答复|回复|如下)"
)
"""How offices begin their answers, or say that there will be none, whatever stands above them."""


_OFFICE_LINE = re.compile(
    r"(?:^|(?<=[\n\t]))[ ]*"
    r"(?:[\u4e00-\u9fff]{1,16}(?:[局委办厅镇乡科处]|政府|中心|街道|办公室|服务站|公司)|管理员|官方)"
    r"[ ]?(?:的?(?:回复|答复))?[ \t·|｜（(:：]*20\d\d[-./年]\d{1,2}[-./月]\d{1,2}日?"
    r"[ ]?(?:\d{1,2}:\d\d(?::\d\d)?)?[ )）]*\n(?P<value>[^\n\t]{1,300})"
)
"""An office and a day alone on a line with a text below: an answer, as boards without labels print them."""
_LEAST_REPLY = 8


_NAMED = re.compile(
    rf"{_NUMBER_NAMES}|{_TITLE_NAMES}|{_CONTENT_NAMES}|{_ANSWER_NAMES}|{_STATE_NAMES}"
    r"|(?:答复|回复|办理)(?:单位|部门|者|人)|(?:提问|留言|来信|写信|咨询)[人者]"
)


def is_name(text: str) -> bool:
    """Whether a text is the name of one of a message's properties, and nothing else."""
    return _NAMED.fullmatch("".join(text.split())) is not None


def without_tabs(text: str) -> str:
    """The text with the names of tabs blanked out, so that none is taken for the label of what stands below."""
    return _TAB_ROW.sub(lambda row: row[0] if answers(row["below"]) else " " * (len(row[0]) - 1) + "\n", text)


def says_nothing(answer: str) -> bool:
    """Whether what stands where an answer would is none: empty, a placeholder, or that the message waits."""
    return is_placeholder(answer) or bool(_PAGER.match(answer))


def is_placeholder(answer: str) -> bool:
    """Whether a text says itself that there is no answer yet (暂无回复); an empty one does."""
    bare = _BRACKETS.sub("", answer)
    return bool(_EMPTY.match(bare)) or only_waits(bare)


def only_waits(answer: str) -> bool:
    """Whether an answer only says that there will be one (正在核实，请耐心等待), and tells of nothing done."""
    if len(answer) > _LONGEST_WAIT or _DEEDS.search(answer):
        return False
    return bool(_WAITS.search(answer) or _PASSED_ON.fullmatch(answer.strip()))


def answers(text: str) -> bool:
    """Whether a text goes on as answers do (收悉, 答复如下), however labelled, or under an office and its day."""
    signed = (one["value"].strip() for one in _OFFICE_LINE.finditer(text))
    if any(len(_HAN.findall(value)) >= _LEAST_REPLY and not says_nothing(value) for value in signed):
        return True
    return any(not only_waits(line.strip()) for line in text.split("\n") if _ANSWERING.search(line))


_WAITING = re.compile(
    r"(?:尚?未|等?待|正在)(?!公开|公示|评|采纳|满意|通过)[\u4e00-\u9fff]{1,6}|[\u4e00-\u9fff]{1,4}(?<!公示|公开|评价)中"
)
"""A state of whatever words that says that something is to come; read only where a state is printed."""
_NO = frozenset({"否", "×", "✗", "✘", "✕", "☒", "无", "未", "n", "no"})
_YES = frozenset(
    {
        *("归档", "已归档", "办结归档", "结束", "完结", "已完结", "结案"),
        "是",
        "√",
        "✓",
        "✔",
        "☑",
        "有",
        "已",
        "回复",
        "答复",
        "查看回复",
        "查看答复",
        "y",
        "yes",
    }
)


def is_done(status: str) -> bool:
    """Whether a printed state says that the message was answered, or closed for a reason."""
    if "".join(status.split()).lower() in _YES:
        return True
    return (bool(DONE.search(status)) and not OPEN.search(status)) or is_closed(status)


def is_open(status: str) -> bool:
    """Whether a printed state says that the message waits, be it with somebody by name (已转办)."""
    whole = "".join(status.split())
    if OPEN.search(status) or UNDER_WAY.search(status) or _WAITING.fullmatch(whole) or whole in _TAKEN.split("|"):
        return True
    return whole.lower() in _NO


def states_in(text: str) -> list[str]:
    """The states that a row prints: parts of it that are one and nothing else, as none within a sentence is."""
    return [
        part
        for part in re.split(r"[\s|｜【】\[\]()（）:：，,。;；/]+", CLOCK.sub(" ", FULL_DATE.sub(" ", text)))
        if len(part) <= _LONGEST_STATE and (_STATE_WHOLE.fullmatch(part) or _CLOSED.fullmatch(part))
    ]


def marked_done(text: str) -> bool:
    """Whether a mark in brackets beside a headline says that the message was answered (［已回复］)."""
    marks = _MARK.findall(text)
    return bool(marks) and is_done(marks[-1])


def is_closed(text: str) -> bool:
    """Whether a printed state says that the message was withdrawn, repeated or not accepted."""
    return any(
        len(part) <= _LONGEST_STATE and _CLOSED.fullmatch(part) is not None
        for part in re.split(r"[\s\d|｜【】\[\]:：/.年月日-]+", text)
    )
