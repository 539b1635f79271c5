"""The bulletin (通报): chapters and attachments in the order of an official document."""

from hengping.model.numerals import chinese_numeral
from hengping.report import annexes, chapters, comparison_chapter, ranking_chapter
from hengping.report.blocks import Attachment, AttachmentList, Block, Document, Heading, Signature, Title
from hengping.report.inputs import ReportInputs
from hengping.report.problem_chapter import problem_chapter
from hengping.report.view import ReportView, SystemView
from hengping.report.wording import chinese_date, title_lines


def bulletin(inputs: ReportInputs, system_id: str = "", *, view: ReportView | None = None) -> Document:
    """The bulletin of one indicator system.

    Args:
        inputs: finished results.
        system_id: which system; the first one when empty.
        view: the same inputs already looked up, when several documents are made from them.

    Returns:
        The document as data; every figure in it is one of the inputs or a count of them.

    Raises:
        KeyError: there is no such system.
    """
    view = view or ReportView(inputs)
    system = view.system(system_id)
    title = _title(inputs.campaign_title)
    issued_on = inputs.issued_on or inputs.as_of
    blocks: list[Block] = [
        Title(lines=title_lines(inputs.organiser, title)),
        *chapters.opening(view, system),
    ]
    for number, (heading, body) in enumerate(_chapters(view, system), start=1):
        blocks.append(Heading(level=1, text=f"{chinese_numeral(number)}、{heading}"))
        blocks += body
    attached = annexes.annexes(view, system)
    blocks.append(AttachmentList(titles=tuple(heading for heading, _ in attached)))
    blocks.append(Signature(organiser=inputs.organiser, on=chinese_date(issued_on)))
    for number, (heading, body) in enumerate(attached, start=1):
        blocks.append(Attachment(number=number, title=heading))
        blocks += body
    return Document(
        title=f"{inputs.organiser}{title}",
        author=inputs.organiser,
        subject=f"{system.system.system_title} · {inputs.generated_for}",
        dated_on=issued_on,
        blocks=tuple(blocks),
    )


def _title(campaign_title: str) -> str:
    if campaign_title.endswith("通报"):
        return campaign_title
    return f"关于{campaign_title.removesuffix('情况')}情况的通报"


def _chapters(view: ReportView, system: SystemView) -> list[tuple[str, list[Block]]]:
    named = [
        ("总体情况", chapters.overall(view, system)),
        ("排名情况", ranking_chapter.ranking(system)),
        ("同比情况", comparison_chapter.comparison(system)),
        (chapters.lists_title(system), chapters.lists(view, system)),
        ("存在问题", problem_chapter(view)),
        ("未能评估的网站", chapters.unassessed(view, system)),
        ("工作要求", chapters.demands(view, system)),
    ]
    return [(heading, body) for heading, body in named if body]
