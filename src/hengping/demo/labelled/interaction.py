"""What people take part in: messages and their answers, surveys, interviews, statistics, and service guides."""

from datetime import date, timedelta

from hengping.demo.labelled.draft import AS_OF, Draft, Row, Section, words
from hengping.demo.labelled.skeleton import add_section, days_back, name_of

_FRESH, _OLD, _SILENT = range(3)
_DAY = timedelta(days=1)
# (asked, answered, working days between): holidays of 2026 as published, National Day 1 to 7 October, work on
# 20 September and 10 October; Labour Day 1 to 5 May, work on 9 May
_QUICK = [
    *(((11, 2), (11, 9)), ((10, 12), (10, 16)), ((9, 28), (10, 9)), ((9, 29), (10, 10)), ((10, 19), (10, 26))),
    *(((4, 29), (5, 9)), ((6, 1), (6, 3)), ((7, 6), (7, 13)), ((8, 3), (8, 3)), ((3, 13), (3, 20))),
]
_LATE = [
    *(((11, 2), (11, 10)), ((10, 12), (10, 26)), ((9, 25), (10, 12)), ((7, 6), (8, 20)), ((10, 19), (10, 27))),
    *(((4, 28), (5, 11)), ((6, 1), (6, 9)), ((7, 6), (7, 14)), ((8, 3), (9, 30)), ((3, 13), (3, 31))),
]
_FORM = (
    '<form action="/ly/submit" method="post"><input name="title"><textarea name="content"></textarea>'
    '<input type="submit" value="提交留言"></form>'
)
_ASKED = [
    *(
        "咨询{f}补贴如何申领",
        "请问{f}需要提交哪些材料",
        "{f}事项在哪里办理",
        "关于{f}政策的咨询",
        "{f}什么时候开始报名",
    ),
    *("外地户口能否办理{f}", "{f}的办理时限是多久", "想问一下{f}的标准"),
]
_FORMS = [
    ("提问时间", "答复时间", "提问内容", "答复内容"),
    ("来信时间", "回复时间", "来信内容", "回复内容"),
    ("留言日期", "答复日期", "留言内容", "答复意见"),
    ("咨询时间", "办结时间", "咨询内容", "办理结果"),
]


def messages(draft: Draft) -> None:
    """A section of enquiries: kept up; without a new answer for months; without a valid message for a year."""
    state, place = draft.turn("messages", 3)
    draft.say(state != _FRESH, "answers_stale")
    draft.say(state == _SILENT, "no_recent_message")
    in_mailbox = state != _SILENT and place % 4 == 3  # noqa: PLR2004 - one site in four takes enquiries in a mailbox
    section = add_section(draft, "message", name_of(draft, "mailbox" if in_mailbox else "message"))
    _statistics_of_messages(draft, section)
    section.extra += f'<p><a href="{section.url.rstrip("/")}#tj">我要写信</a></p>'
    section.extra += _FORM
    forms = _FORMS[draft.number % len(_FORMS)]
    rows = []
    for number, (asked, answered, late) in enumerate(_times(draft, state, place)):
        title = _ASKED[(draft.number + number) % len(_ASKED)].format(f=draft.topic())
        url = draft.article_url("zxly", asked, 3100)
        rows.append((title, url, asked, answered))
        _message_page(draft, section, forms, rows[-1])
        if late is not None:
            draft.say(late, "reply_late", url)
    body = "".join(
        f'<tr><td><a href="{url}">{title}</a></td><td>{_shown(draft, asked)}</td>'
        f"<td>{_shown(draft, answered)}</td><td>已答复</td></tr>"
        for title, url, asked, answered in rows
    )
    head = f"<tr><th>标题</th><th>{forms[0]}</th><th>{forms[1]}</th><th>状态</th></tr>"
    section.extra += f'<table class="xjlb">{head}{body}</table>'


def _shown(draft: Draft, day: date) -> str:
    """A day as the mailbox of this site prints it."""
    return (f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}年{day.month}月{day.day}日")[draft.number % 3]


def _times(draft: Draft, state: int, place: int) -> list[tuple[date, date, bool | None]]:
    """When messages of a site were asked and answered, and whether that is late; None: not of this year."""
    year = AS_OF.year
    if state == _SILENT:
        first = AS_OF - timedelta(days=[372, 420, 540, 700, 380][place % 5])
        return [(first - 20 * step * _DAY, first - (20 * step - 3) * _DAY, None) for step in range(1, 6)]
    chosen: list[tuple[date, date, bool | None]] = []
    for number in range(10):
        late = (draft.number + number) % 2 == 0
        (month, day), (to_month, to_day) = (_LATE if late else _QUICK)[(number + draft.number // 2) % 10]
        chosen.append((date(year, month, day), date(year, to_month, to_day), late))
    cut = AS_OF - timedelta(days=61)
    kept = [one for one in chosen if (one[1] < cut) is (state == _OLD) or (state == _FRESH)]
    newest = AS_OF - timedelta(days=[9, 30, 44][place % 3])
    return [*kept, (newest - 2 * _DAY, newest, None)] if state == _FRESH else kept


def _message_page(draft: Draft, section: Section, forms: tuple[str, ...], row: tuple[str, str, date, date]) -> None:
    title, url, asked, answered = row
    what = f"您好，{title}，请予解答，谢谢。"
    reply = f"您好！来信收悉。经核实，现答复如下：有关事项请携带身份证件到{draft.area}政务服务中心办理。感谢您的关注。"
    if draft.number % 2:
        main = "".join(
            f"<tr><td>{name}</td><td>{value}</td></tr>"
            for name, value in (
                ("标题", title),
                (forms[0], f"{_shown(draft, asked)} 10:12"),
                (forms[2], what),
                ("答复单位", draft.unit),
                (forms[1], f"{_shown(draft, answered)} 16:05"),
                (forms[3], reply),
            )
        )
        main = f'<table class="xj">{main}</table>'
    else:
        main = (
            f"<div class='ly'><h3>{title}</h3><p>{forms[0]}：{_shown(draft, asked)}</p>"
            f"<div><b>{forms[2]}：</b>{what}</div></div><div class='hf'><p>答复单位：{draft.unit}</p>"
            f"<p>{forms[1]}：{_shown(draft, answered)}</p><div><b>{forms[3]}：</b>{reply}</div></div>"
        )
    crumb = f'<a href="{section.url}">{section.title}</a>'
    draft.put(url, draft.shell(f"{title}_{draft.site_name}", main, crumb))


def _statistics_of_messages(draft: Draft, section: Section) -> None:
    wrong, place = draft.turn("message_statistics_missing")
    shown = words()["counts"]["fault" if wrong == 0 else "decoy"]
    section.extra = shown[place % len(shown)]
    draft.say(wrong == 0, "message_statistics_missing")


_TOO_FEW: list[list[int] | None] = [[], [330, 200, 20], [330, 290, 160, 120, 75], None, [700, 520, 460, 400], [120]]
"""Days since each survey of a year began; None: there is no section for them."""
_ENOUGH = [[330, 290, 240, 200, 160, 120], [340, 290, 240, 200, 160, 120, 75, 20], [300, 250, 200, 150, 100, 50, 400]]


def surveys(draft: Draft) -> None:
    """Surveys and their results: six in a year are enough, a result is due within a month."""
    wrong, place = draft.turn("survey_missing")
    draft.say(wrong == 0, "survey_missing")
    held = _TOO_FEW[place % len(_TOO_FEW)] if wrong == 0 else _ENOUGH[place % len(_ENOUGH)]
    if held is None:
        return
    rows: list[Row] = []
    for order, day in enumerate(days_back(*held)):
        rows += _survey(draft, order, day)
    extra = "" if rows else "<p>目前没有正在进行的征集。</p>"
    add_section(draft, "survey", name_of(draft, "survey"), rows, extra)


def _survey(draft: Draft, order: int, began: date) -> list[Row]:
    """A survey of two to four weeks, and its result where there is one, in its own list entry or on its page."""
    topic = f"{draft.area}{words()['topics'][(draft.number + order * 3) % len(words()['topics'])]}"
    ended = began + [14, 30, 20][order % 3] * _DAY
    title = [
        f"关于《{topic}管理办法（征求意见稿）》公开征求意见的公告",
        f"{topic}满意度网上调查",
        f"关于征集{topic}意见建议的公告",
        f"《{topic}实施方案（草案）》意见征集",
    ][order % 4]
    row = Row(title, began, url=draft.article_url("yjzj", began, 4000))
    span = [
        f"征求意见时间为{_zh(began)}至{_zh(ended)}。",
        f"征集时间：{began:%Y-%m-%d} 至 {ended:%Y-%m-%d}",
        f"请于{_zh(ended)}前将意见反馈至{draft.unit}。开始时间：{began:%Y-%m-%d}　截止时间：{ended:%Y-%m-%d}",
    ][(draft.number + order) % 3]
    row.body = f"{draft.text(topic)}<p>{span}</p>"
    if ended + 30 * _DAY >= AS_OF or ended < AS_OF - 366 * _DAY:
        if ended >= AS_OF - 366 * _DAY:
            draft.decoy("survey_result_missing", row.url)
        return [row]
    wrong, place = draft.turn(f"survey_result_missing{order}")
    late = wrong == 0 and place % 3 == 0
    draft.say(wrong == 0, "survey_result_missing", row.url)
    if wrong == 0 and not late:
        return [row]
    told = ended + ([75, 48][place % 2] if late else [6, 15, 25][place % 3]) * _DAY
    told = min(told, AS_OF - _DAY)
    about = f"关于《{topic}管理办法（征求意见稿）》征求意见采纳情况的反馈" if order % 4 == 0 else f"{title}情况反馈"
    told_title = [f"{title}结果反馈", about, f"{topic}意见征集情况反馈"][place % 3]
    result = Row(told_title, told, url=draft.article_url("yjzj", told, 4000))
    told_of = "我单位公开征求意见，共收到意见12条，采纳8条，现将有关情况反馈如下。"
    result.body = f"<p>{_zh(began)}至{_zh(ended)}，{told_of}</p>{draft.text(topic)}"
    how = draft.number % 3
    if how != 1:
        row.tail = f'<p>结果反馈：<a href="{result.url}">{told_title}</a></p>'
    if how != 2:  # noqa: PLR2004 - in every other manner
        result.tail = f'<p>征集公告：<a href="{row.url}">{title}</a></p>'
    return [row, result]


def _zh(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def interviews(draft: Draft) -> None:
    """Interviews: none or fewer than six in a year, where there is a section for them."""
    wrong, place = draft.turn("interview_missing")
    draft.say(wrong == 0, "interview_missing")
    if wrong and place % 5 == 4:  # noqa: PLR2004 - one site in five holds none and has no section: no fault
        return
    number = [0, 3, 5, 1][place % 4] if wrong == 0 else [6, 7, 9][place % 3]
    older = [] if wrong and place % 2 else [400, 470, 600]
    days = days_back(*(20 + 37 * index for index in range(number)), *older)
    who = ["{u}负责人谈{f}", "在线访谈：{f}怎么干", "{u}做客访谈间解读{f}", "聚焦{f}：对话{u}"]
    rows = [
        Row(
            who[index % 4].format(u=draft.unit, f=draft.topic()),
            day,
            body=f"<p>【主持人】各位网友大家好。【嘉宾】大家好。</p>{draft.text('访谈')}",
        )
        for index, day in enumerate(days)
    ]
    add_section(draft, "interview", name_of(draft, "interview"), rows)


def service_statistics(draft: Draft) -> None:
    """Statistics of services: due every three months."""
    wrong, place = draft.turn("service_statistics_stale")
    newest = [95, 130, 200, 380][place % 4] if wrong == 0 else [5, 18, 60, 88][place % 4]
    rows = []
    for step in range(4):
        day = AS_OF - (newest + 31 * step) * _DAY
        told = day.replace(day=1) - _DAY
        name = [f"{told.year}年{told.month}月办件统计", f"{told.year}年{told.month}月份政务服务办件情况"][
            draft.number % 2
        ]
        rows.append(Row(name, day, body=f"<p>{told.year}年{told.month}月，共受理事项1286件，办结1279件。</p>"))
    section = add_section(draft, "statistics", name_of(draft, "statistics"), rows)
    draft.say(wrong == 0, "service_statistics_stale", section.url)


def guides(draft: Draft) -> None:
    """Service guides, told apart by name; what the unified platform says of them is among the records."""
    rows = []
    for order, name in enumerate(GUIDES):
        day = AS_OF - (60 + 11 * order) * _DAY
        row = Row(name, day, url=draft.article_url("bszn", day, 5000))
        row.body = guide_markup(draft, order)
        rows.append(row)
    add_section(draft, "guide", name_of(draft, "guide"), rows)


GUIDES = ("公共场所卫生许可证核发", "食品经营许可证核发", "林木采伐许可证核发", "道路货物运输经营许可")
_PLACES = ("政务服务中心一楼{n}号窗口", "行政审批大厅{n}室", "便民服务中心二楼{n}号窗口")


def guide_values(draft: Draft, order: int) -> dict[str, str]:
    """The elements of a guide as the site gives them."""
    number = draft.number + 3 * order
    return {
        "事项名称": GUIDES[order],
        "设定依据": "《中华人民共和国行政许可法》第十二条及有关法规的规定",
        "申请条件": "具有独立承担民事责任的能力，符合有关技术规范的要求",
        "办理材料": "1.申请表；2.身份证明复印件；3.场所使用证明",
        "办理地点": draft.area + _PLACES[number % 3].format(n=number % 20 + 1),
        "办理时间": [
            "工作日上午9:00至12:00，下午13:00至17:00",
            "周一至周五8:30-11:30，14:30-17:30",
            "法定工作日9:00-16:30",
        ][number % 3],
        "联系电话": f"0990-5{number % 10}1{(number * 7) % 1000:03d}2",
        "办理流程": "申请、受理、审查、决定、送达",
    }


def guide_markup(draft: Draft, order: int) -> str:
    """A guide as a table or as headed paragraphs; one element of some guides is left out."""
    lacking = lacking_of(draft, order)
    values = [(name, value) for name, value in guide_values(draft, order).items() if name != lacking]
    if draft.number % 2:
        return (
            "<table class='bszn'>"
            + "".join(f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in values)
            + "</table>"
        )
    return "".join(f"<p><strong>{place}、{name}：</strong>{value}</p>" for place, (name, value) in enumerate(values, 1))


def lacking_of(draft: Draft, order: int) -> str:
    """Element that the site's guide lacks; empty: none."""
    wrong, place = draft.turn(f"guide_differs{order}")
    return ("联系电话", "办理时间", "办理地点")[place % 3] if wrong == 0 and place % 2 else ""
