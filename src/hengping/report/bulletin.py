"""The bulletin (通报): chapters and attachments in the order of an official document."""

from hengping.model.numerals import chinese_numeral
from hengping.report import annexes, chapters, pieces, provisional
from hengping.report.blocks import (
    Attachment,
    AttachmentList,
    Block,
    Document,
    Heading,
    Paragraph,
    RedHead,
    Signature,
    Title,
)
from hengping.report.figures import every_query
from hengping.report.figures.query import Queries
from hengping.report.inputs import ReportInputs
from hengping.report.manuscript import Manuscript
from hengping.report.manuscript_blocks import written_blocks
from hengping.report.view import ReportView
from hengping.report.wording import title_lines

__all__ = ["bulletin", "every_query", "questions"]


def questions(inputs: ReportInputs, system_id: str = "", *, view: ReportView | None = None) -> Queries:
    """Queries to the results of one system; the first one when the id is empty.

    Raises:
        KeyError: there is no such system.
    """
    looked_up = view or ReportView(inputs)
    return Queries(looked_up, looked_up.system(system_id))


def bulletin(inputs: ReportInputs, system_id: str = "", *, view: ReportView | None = None) -> Document:
    """The bulletin of one indicator system.

    Args:
        inputs: finished results, and the organiser's manuscript when there is one.
        system_id: which system; the first one when empty.
        view: the same inputs already looked up, when several documents are made from them.

    Returns:
        The document as data; every figure in it answers a query on the inputs.

    Raises:
        KeyError: there is no such system.
        InputError: the manuscript asks for what the results do not hold.
    """
    ask = questions(inputs, system_id, view=view)
    manuscript = inputs.manuscript or Manuscript()
    title = manuscript.title or _title(inputs.campaign_title)
    organiser = manuscript.organiser or inputs.organiser
    issued_on = inputs.issued_on or inputs.as_of
    chapters_made = _chapters(ask, manuscript)
    blocks = _head(ask, manuscript, title, organiser)
    if not any(block in body for _, body in chapters_made for block in provisional.statement(ask)):
        # Whatever an organiser writes, provisional results are never printed as final ones.
        place = next(at for at, block in enumerate(blocks) if isinstance(block, Title)) + 1
        blocks[place:place] = provisional.statement(ask)
    for number, (heading, body) in enumerate(chapters_made, start=1):
        blocks.append(Heading(level=1, text=f"{chinese_numeral(number)}、{heading}"))
        blocks += body
    attached = annexes.annexes(ask, manuscript.annexes)
    if attached:
        blocks.append(AttachmentList(titles=tuple(heading for heading, _ in attached)))
    blocks.append(Signature(organiser=organiser, on=ask.text("{issued_on}")))
    for number, (heading, body) in enumerate(attached, start=1):
        blocks.append(Attachment(number=number, title=heading))
        blocks += body
    flat = title.replace("\n", "")
    return Document(
        title=flat if manuscript.title else f"{organiser}{flat}",
        author=organiser,
        subject=f"{ask.system.system.system_title} · {inputs.generated_for}",
        dated_on=issued_on,
        blocks=tuple(blocks),
    )


def _head(ask: Queries, manuscript: Manuscript, title: str, organiser: str) -> list[Block]:
    blocks: list[Block] = []
    if manuscript.red_head:
        blocks.append(RedHead(issuer=manuscript.red_head.issuer, number=manuscript.red_head.number))
    lines = tuple(title.split("\n")) if manuscript.title else title_lines(organiser, title)
    blocks.append(Title(lines=lines))
    if manuscript.remark:
        blocks.append(Paragraph(lead="【说明】", text=manuscript.remark, indent=False))
    blocks += provisional.publication(ask)
    blocks.append(Paragraph(text=manuscript.addressees or chapters.ADDRESSEES, indent=False))
    if manuscript.opening:
        return [*blocks, *written_blocks(ask, manuscript.opening, where="opening")]
    return [*blocks, *chapters.opening(ask)]


def _chapters(ask: Queries, manuscript: Manuscript) -> list[tuple[str, list[Block]]]:
    if not manuscript.chapters:
        return pieces.default_chapters(ask)
    return [
        (chapter.title, written_blocks(ask, chapter.text, where=f"chapters[{number}] {chapter.title}"))
        for number, chapter in enumerate(manuscript.chapters)
    ]


def _title(campaign_title: str) -> str:
    if campaign_title.endswith("通报"):
        return campaign_title
    return f"关于{campaign_title.removesuffix('情况')}情况的通报"
