"""Messages that no single check owns: obstacles shared by many checks, and what the runner itself has to say.

A check's own message of the same key goes first.
"""

from hengping.model.text import Text

SITE_BLOCKED = "site_blocked"
TOOL_FAULT = "tool_fault"
NOT_ASKED = "not_asked"
SITE_UNREACHABLE = "site_unreachable"
NOTHING_FOUND = "nothing_found"
NOTHING_FETCHED = "nothing_fetched"
NOTHING_READABLE = "nothing_readable"
CHECK_ERROR = "check_error"
DUPLICATE = "duplicate"
HOME_NOT_FETCHED = "home_not_fetched"
HOME_SCRIPTED = "home_scripted"
HOME_TOOL_FAULT = "home_tool_fault"
HOME_FRAME_UNREAD = "home_frame_unread"
HOME_FOOTER_SCRIPTED = "home_footer_scripted"
PARTIAL_BUDGET = "partial_budget"
PARTIAL_BLOCKED = "partial_blocked"
PARTIAL_TOOL_FAULT = "partial_tool_fault"
NOT_CRAWLED = "not_crawled"
SECTION_SCRIPTED = "section_scripted"
SECTION_BLOCKED = "section_blocked"
SECTION_NOT_FETCHED = "section_not_fetched"
SECTION_INCOMPLETE = "section_incomplete"
SECTION_TOOL_FAULT = "section_tool_fault"
LINK_UNCONFIRMED = "link_unconfirmed"
SECTION_BROKEN = "section_broken"
EXEMPT_CLOSED = "exempt_topic_closed"
EXEMPT_NOTHING = "exempt_states_nothing"
EXEMPT_GRANTED = "exempt_granted"
NOT_PROBED = "not_probed"
NOT_EXAMINED = "not_examined"

COMMON_MESSAGES: dict[str, Text] = {
    SITE_BLOCKED: Text(
        "网站整体受阻（{blocked_by}），未能检查，不作评价",
        "The whole site could not be read ({blocked_by}); nothing was checked and nothing is judged",
    ),
    TOOL_FAULT: Text(
        "本系统未能读出该网站的佐证（{tool_fault}），此项无结论，不扣分",
        "The evidence of this site could not be read by the tool itself ({tool_fault}); no conclusion, no deduction",
    ),
    NOT_ASKED: Text(
        "本系统未能访问该网站（{tool_fault}），没有可供检查的佐证，此项无结论，不扣分",
        "The tool itself did not get to this site ({tool_fault}); there is no evidence, no conclusion, no deduction",
    ),
    SITE_UNREACHABLE: Text(
        "监测期内网站一直未能打开，此项未检查",
        "The site never opened during monitoring; this was not checked",
    ),
    NOTHING_FOUND: Text("未发现需要检查的对象，此项不适用", "Nothing to judge was found; not applicable"),
    NOTHING_FETCHED: Text(
        "首页未采集到，没有可供检查的内容", "The home page was not fetched; there was nothing to check"
    ),
    NOTHING_READABLE: Text(
        "首页内容由脚本生成或为空，未能读出可检查的对象，需人工确认",
        "The home page is drawn by script or empty and nothing to judge could be read; a person has to look",
    ),
    CHECK_ERROR: Text(
        "检查程序出现故障（{exception}），此项无结论，不扣分",
        "The check itself failed ({exception}); no conclusion, no deduction",
    ),
    DUPLICATE: Text(
        "同一对象的{count}条结论互相矛盾，此项无结论，不扣分",
        "The {count} verdicts on one subject contradict each other; no conclusion, no deduction",
    ),
    HOME_NOT_FETCHED: Text("首页未采集到，此项未检查", "The home page was not fetched; this was not checked"),
    HOME_SCRIPTED: Text(
        "首页内容由脚本生成或为空，未能读全，需人工确认",
        "The home page is drawn by script or empty and could not be read in full; a person has to look",
    ),
    HOME_TOOL_FAULT: Text(
        "本系统未能读出首页，不能据此判断，需人工确认",
        "The tool itself failed to read the home page; nothing follows from that, a person has to look",
    ),
    HOME_FRAME_UNREAD: Text(
        "未发现，但首页有内嵌页面未能读取，可能在其中，需人工确认",
        "Not found, but a frame of the home page could not be read and may hold it; a person has to look",
    ),
    HOME_FOOTER_SCRIPTED: Text(
        "未发现，但首页页脚由脚本生成，未能读出，可能在其中，需人工确认",
        "Not found, but the footer of the home page is drawn by script and may hold it; a person has to look",
    ),
    PARTIAL_BUDGET: Text(
        "已读取的页面中未发现，但采集数量已达上限，仍有页面未读取，需人工确认",
        "Not found on the pages read, but the limit was reached and pages were left; a person has to look",
    ),
    PARTIAL_BLOCKED: Text(
        "已读取的页面中未发现，但网站中途拒绝访问，仍有页面未读取，需人工确认",
        "Not found on the pages read, but the site refused access midway and pages were left; a person has to look",
    ),
    PARTIAL_TOOL_FAULT: Text(
        "已读取的页面中未发现，但有页面本系统未能读出，需人工确认",
        "Not found on the pages read, but the tool itself failed to read some pages; a person has to look",
    ),
    NOT_CRAWLED: Text(
        "首页在复查时才打开，网站其余页面未采集，不能据此判断，需人工确认",
        "The home page opened only at the second look and the rest of the site was not read; a person has to look",
    ),
    SECTION_SCRIPTED: Text(
        "栏目“{title}”的列表由脚本生成，未能读出，需人工确认",
        "The list of section “{title}” is drawn by script and could not be read; a person has to look",
    ),
    SECTION_BLOCKED: Text("栏目“{title}”访问受阻，未能检查", "Section “{title}” refused access and was not checked"),
    SECTION_NOT_FETCHED: Text("栏目“{title}”未采集到，未检查", "Section “{title}” was not fetched and not checked"),
    SECTION_INCOMPLETE: Text(
        "栏目“{title}”的页面或其下级页面未能完整采集，需人工确认",
        "Section “{title}”, or pages it leads to, could not be collected in full; a person has to look",
    ),
    SECTION_TOOL_FAULT: Text(
        "栏目“{title}”的页面本系统未能读出，需人工确认",
        "The tool itself failed to read section “{title}”; a person has to look",
    ),
    LINK_UNCONFIRMED: Text(
        "“{title}”首次访问打不开，尚未复查确认（见于{source_url}），需人工确认",
        "“{title}” did not open at the first look and was not looked at again (on {source_url}); a person has to look",
    ),
    SECTION_BROKEN: Text(
        "栏目“{title}”打不开，按错链断链另行判定，此项未检查",
        "Section “{title}” does not open; that is judged as a broken link, this was not checked",
    ),
    NOT_PROBED: Text(
        "本次监测没有探测此项（未作探测，或域名被指向替代地址），未检查",
        "This was not probed (no probe was made, or the name was led to a stand-in); not checked",
    ),
    NOT_EXAMINED: Text("本次监测没有这方面的资料，未检查", "No such data were collected; not checked"),
    EXEMPT_CLOSED: Text(
        "专题“{title}”已注明结束或归档，免予检查", "Topic “{title}” is marked as finished or archived; exempt"
    ),
    EXEMPT_NOTHING: Text(
        "栏目“{title}”页面已注明没有产生此类信息，免予检查",
        "Section “{title}” states that no such information arose; exempt",
    ),
    EXEMPT_GRANTED: Text("栏目“{title}”经批准豁免，免予检查", "Section “{title}” was exempted by the organiser"),
}
