"""The organiser's words for the bulletin: kept in versions here, frozen into the run when documents are made.

The engine takes them as a file with the files it names (:mod:`hengping.pipeline.documents`). Here nobody names files:
tables and templates are uploaded, and the cases are those on the list of this evaluation.
"""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from hengping.model.errors import InputError
from hengping.pipeline.cases_file import cases_csv
from hengping.pipeline.document_file import DocumentFile, read_document_file
from hengping.pipeline.documents import CASES, OBSERVATIONS, TEMPLATE, TEXT, frozen_files
from hengping.pipeline.observations import read_observations
from hengping.pipeline.report_documents import take_text
from hengping.report.render.docx_template import opened_template
from hengping.web.apps.acts.services import ConflictError, act
from hengping.web.apps.campaigns import files
from hengping.web.apps.cases.selectors import engine_cases
from hengping.web.apps.publishing.models import BulletinText

if TYPE_CHECKING:
    import uuid
    from collections.abc import Iterator

    from hengping.web.apps.campaigns.models import Campaign
    from hengping.web.apps.runs.models import Run
    from hengping.web.policy.decide import Actor

MOST_TEXT, MOST_TABLE, MOST_TEMPLATE = 200_000, 2_000_000, 5_000_000
"""Signs of the text; bytes of an uploaded table and of a template."""
_FILES = {"observations": OBSERVATIONS, "cases": CASES, "template": TEMPLATE}
"""Fields of the text that name a file, and what the file is called in a run."""
_CASES_ALONE = f"cases: {CASES}\n".encode()
"""The text when nobody wrote one and there are cases on the list."""


def text_put(
    *,
    actor: Actor,
    campaign: Campaign,
    text: str,
    observations: tuple[str, bytes],
    template: tuple[str, bytes],
    seen: int,
    key: uuid.UUID,
) -> BulletinText:
    """Keep a new version; the documents are made with it the next time.

    Args:
        actor: who.
        campaign: the evaluation.
        text: ``bulletin.yaml`` without fields that name files.
        observations: name and bytes of the table; without bytes there is none.
        template: name and bytes of the Word template; without bytes there is none.
        seen: number of the version that the page showed; 0: there was none.
        key: of the form.

    Raises:
        PermissionDenied: not allowed.
        InputError: a part cannot be read; names the line.
        ConflictError: somebody else saved another meanwhile.
    """
    text = text.replace("\r\n", "\n").strip("\n")
    text = f"{text}\n" if text else ""
    _check(campaign, text, observations[1], template[1])
    with act(actor, "document.make", campaign=campaign, key=key) as acting:
        standing = current_text(campaign)
        if (standing.number if standing is not None else 0) != seen:
            raise ConflictError(_("通报文稿"))
        if standing is not None:
            BulletinText.objects.filter(pk=standing.pk).update(ended_at=timezone.now())
        last = campaign.bulletin_texts.aggregate(last=Max("number"))["last"] or 0
        made = BulletinText.objects.create(
            campaign=campaign, number=last + 1, text=text, by_name=str(actor.user)[:100],
            observations=observations[1].decode("utf-8-sig"), template=template[1],
            observations_name=observations[0][-200:] if observations[1] else "",
            template_name=template[0][-200:] if template[1] else "",
        )  # fmt: skip
        acting.about("bulletin_text", made.pk)
        acting.summary = f"保存“{campaign.title}”的通报文稿第{made.number}版"
        acting.detail = {
            "text": sha256(text.encode()).hexdigest(), "observations": made.observations_name,
            "template": sha256(template[1]).hexdigest() if template[1] else "",
        }  # fmt: skip
    return made


def current_text(campaign: Campaign) -> BulletinText | None:
    """The version that documents are made with; None: nobody wrote any."""
    return campaign.bulletin_texts.filter(ended_at=None).first()


def given_files(campaign: Campaign) -> dict[str, bytes]:
    """What documents are to be made with, by name within a run's ``documents/``; empty: the program's own words alone.

    Without a text of anybody's and without cases on the list nothing is given, not even an empty text.
    """
    standing = current_text(campaign)
    cases = engine_cases(campaign)
    made: dict[str, bytes] = {}
    if standing is not None and standing.observations:
        made[OBSERVATIONS] = standing.observations.encode()
    if standing is not None and standing.template:
        made[TEMPLATE] = bytes(standing.template)
    if cases:
        made[CASES] = cases_csv(cases)
    text = standing.text if standing is not None else ""
    if text or made:
        made[TEXT] = _whole(text, made).encode()
    return made


def words_current(run: Run) -> bool:
    """Whether the words in a run are those that stand here; what a run brought along is, while nobody wrote any."""
    campaign = run.campaign
    wanted, written = given_files(campaign), campaign.bulletin_texts.exists()
    try:
        standing = {path.name: path.read_bytes() for path in frozen_files(run.path)}
    except OSError:
        return False
    if not written and standing.get(TEXT, _CASES_ALONE) != _CASES_ALONE:
        return True
    return standing == wanted or (not wanted and not any(standing.values()))


def take(run: Run) -> None:
    """Freeze the words into a run; what a run brought along stays while nobody wrote any here.

    Raises:
        InputError: the run does not take them; it is then as it was before.
    """
    if words_current(run):
        return
    with TemporaryDirectory() as place, _nowhere(Path(place)):
        for name, data in ({TEXT: b""} | given_files(run.campaign)).items():
            (Path(place) / name).write_bytes(data)
        take_text(run.path, Path(place) / TEXT)


def _check(campaign: Campaign, text: str, observations: bytes, template: bytes) -> None:
    """See that the engine reads every part.

    Raises:
        InputError: it does not.
    """
    if len(text) > MOST_TEXT or len(observations) > MOST_TABLE or len(template) > MOST_TEMPLATE:
        raise InputError(_("文稿、表或模板太大"), remedy=_("文稿不超过20万字，表不超过2MB，模板不超过5MB"))
    with TemporaryDirectory() as place, _nowhere(Path(place)):
        path = Path(place) / TEXT
        path.write_text(text, encoding="utf-8")
        given = read_document_file(path)
        for field in (*_FILES, "previous"):
            if getattr(given, field):
                raise InputError(
                    _("文稿中不写%(field)s") % {"field": field},
                    remedy=_("观测记录和模板在本页上传，案例取自评估的案例名单，上一轮写在评估设置里"),
                )
        _refuse_round(given)
        if text:
            path.write_text(_whole(text, dict.fromkeys(_FILES.values(), b"")), encoding="utf-8")
            read_document_file(path)
        if observations:
            read_observations(observations, _("观测记录"), files.site_codes(campaign))
        if template:
            (Path(place) / TEMPLATE).write_bytes(template)
            opened_template(Path(place) / TEMPLATE)


def _refuse_round(given: DocumentFile) -> None:
    """Fields that count for judged tables alone: a run takes none of them.

    Raises:
        InputError: one is there.
    """
    if given.round is not None or given.lines or given.previous_title:
        raise InputError(
            _("文稿中不写round、lines、previous_title"),
            remedy=_("名称、监测时间点和上一轮写在评估设置里，分数线写在指标体系里"),
        )


def _whole(text: str, made: dict[str, bytes]) -> str:
    """The text with the fields that name what goes with it."""
    named = "".join(f"{field}: {name}\n" for field, name in _FILES.items() if name in made)
    return f"{text}{named}"


@contextmanager
def _nowhere(folder: Path) -> Iterator[None]:
    """Where files lie for the moment is nobody's business; the line within them is."""
    try:
        yield
    except InputError as error:
        where = error.where.replace(f"{folder}/", "").replace(TEXT, _("文稿"))
        raise InputError(error.what, where=where, remedy=error.remedy) from error
