"""``review``: what waits for a person, and deciding it."""

from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import Annotated

import typer

from hengping.checks.catalogue import catalogue
from hengping.cli.commands.evaluate import Json
from hengping.cli.console import out, print_json
from hengping.model.errors import InputError
from hengping.model.finding import OUTCOME_ZH, Finding
from hengping.pipeline.context import Run, open_run
from hengping.pipeline.review_deciding import decide, record_sample
from hengping.pipeline.review_tasks import WHY_ZH, ReviewTask, decisions_on, draw_sample, tasks_of
from hengping.pipeline.show import find
from hengping.pipeline.stage_score import read_reviews

app = typer.Typer(help="复核：需要人确认的检查结果。Review tasks.", no_args_is_help=True, rich_markup_mode=None)

_SHOWN = 50


@app.callback()
def review(
    context: typer.Context,
    run: Annotated[Path, typer.Argument(metavar="RUN", help="评估结果目录。Run folder.")],
) -> None:
    """复核：需要人确认的检查结果。Review tasks."""
    context.obj = run


@app.command("list")
def list_tasks(
    context: typer.Context,
    counted: Annotated[bool, typer.Option("--counted", help="只列关系得分的。Only what may change a score.")] = False,
    everything: Annotated[bool, typer.Option("--all", help="已有决定的也列出。Decided ones too.")] = False,
    check: Annotated[str, typer.Option("--check", metavar="ID", help="只列一个检查项的。One check only.")] = "",
    site: Annotated[str, typer.Option("--site", metavar="SITE", help="只列一个网站的。One site only.")] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, help="最多列多少条。Most rows printed.")] = _SHOWN,
    json: Json = False,
) -> None:
    """列出待复核的检查结果。List what waits for a person."""
    run = _run(context)
    every = [
        task
        for task in tasks_of(run, read_reviews(run.folder))
        if check in {"", task.check} and site in {"", task.site_code} and (task.systems or not counted)
    ]
    every.sort(key=lambda task: not (task.systems and task.why != "sample"))  # what keeps results provisional first
    waiting = [task for task in every if task.waits]
    if json:
        print_json(every if everything else waiting)
        return
    _print_tasks(run, every if everything else waiting, limit)
    out().print(_state(every), soft_wrap=True)
    out().print("逐条查看：hengping review RUN show 编号", soft_wrap=True)


@app.command("show")
def show_task(
    context: typer.Context,
    finding_id: Annotated[str, typer.Argument(metavar="ID", help="检查结果编号，可只写开头。Finding id.")],
    json: Json = False,
) -> None:
    """说明一条检查结果，及已有的决定。One finding and the decisions on it."""
    run = _run(context)
    finding = find(run.folder, finding_id)
    reviews = [one for one in read_reviews(run.folder, finding.site_code) if one.finding_id == finding.finding_id]
    if json:
        print_json({"finding": finding, "reviews": reviews})
        return
    _print_finding(run, finding)
    for one in reviews:
        said = (
            OUTCOME_ZH[one.outcome]
            if one.outcome is not None
            else "采信情况说明"
            if one.explained
            else "不采信情况说明"
        )
        out().print(
            f"决定：{said}，{one.actor}，{one.decided_at:%Y-%m-%d %H:%M}，{one.reason}", markup=False, soft_wrap=True
        )
    if not reviews:
        out().print("尚无决定")


@app.command("decide")
def decide_task(
    context: typer.Context,
    finding_id: Annotated[str, typer.Argument(metavar="ID", help="检查结果编号，可只写开头。Finding id.")],
    outcome: Annotated[
        str, typer.Option("--outcome", help="结论：pass、partly、fail、not_applicable、exempted、cannot_tell。Outcome.")
    ],
    reason: Annotated[str, typer.Option("--reason", help="理由。Why.")],
    actor: Annotated[str, typer.Option("--actor", help="决定人。Who decides.")],
    json: Json = False,
) -> None:
    """确认或改定一条检查结果；改变主意就再决定一次。Confirm or change a finding; a later decision undoes it."""
    run = _run(context)
    done = decide(run, finding_id, outcome=outcome, reason=reason, actor=actor)
    if json:
        print_json(done)
        return
    decided = done.review.outcome
    told = OUTCOME_ZH[decided] if decided is not None else ""
    out().print(f"已记下：{done.finding.finding_id} {told}（{done.review.actor}）", markup=False, soft_wrap=True)
    commands = "，".join(f"hengping {stage} {context.obj}" for stage in ("score", "rank", "report"))
    out().print(f"得分、排名和通报要重做才会更新，依次运行：{commands}", markup=False, soft_wrap=True)


@app.command("sample")
def sample(
    context: typer.Context,
    rate: Annotated[str, typer.Option("--rate", help="抽取比例，如 0.05。Share to draw.")] = "0.05",
    seed: Annotated[str, typer.Option("--seed", help="随机种子，任意文字。Seed of the draw.")] = "",
    json: Json = False,
) -> None:
    """抽取一部分自动认定的问题，请人核对，用来测算准确率。Draw automatic findings to be confirmed."""
    run = _run(context)
    drawn = draw_sample(run, rate=_rate(rate), seed=seed or run.info.settings.id)
    record_sample(run, drawn)
    if json:
        print_json(drawn)
        return
    out().print(
        f"从{drawn.of}条自动认定的问题中抽取{len(drawn.findings)}条（种子“{drawn.seed}”），"
        "用 hengping review RUN list 查看",
        markup=False,
        soft_wrap=True,
    )


def _run(context: typer.Context) -> Run:
    path = context.obj
    return open_run(path if isinstance(path, Path) else Path(str(path)))


def _rate(text: str) -> Fraction:
    try:
        rate = Fraction(text)
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 0 < rate <= 1:
        raise InputError(f"“{text}”不是比例", where="--rate", remedy="写大于0、不超过1的数，如 0.05")
    return rate


def _print_tasks(run: Run, tasks: list[ReviewTask], limit: int) -> None:
    names = {site.site_code: site.name for site in run.sites}
    titles = {key: one.title.zh for key, one in catalogue().items()}
    for task in tasks[:limit]:
        said = f"［{OUTCOME_ZH[task.decision.outcome]}］" if task.decision else ""
        about = f"{names.get(task.site_code, task.site_code)}，{titles.get(task.check, task.check)}，{WHY_ZH[task.why]}"
        out().print(f"{task.finding_id}  {said}{about}", markup=False, soft_wrap=True)
        out().print(f"    {task.messages.zh}", markup=False, soft_wrap=True)
    if len(tasks) > limit:
        out().print(f"另有{len(tasks) - limit}条未列出；用 --limit、--check、--site 查看")
    counts = Counter(titles.get(task.check, task.check) for task in tasks)
    if counts:
        listed = "，".join(f"{title}{count}条" for title, count in counts.most_common())
        out().print(f"按检查项：{listed}", markup=False, soft_wrap=True)


def _state(tasks: list[ReviewTask]) -> str:
    """How much waits and how much is decided; what waits is counted as in the bulletin."""
    waiting = [task for task in tasks if task.waits]
    pending = sum(task.pending for task in waiting)
    sampled = sum(task.why == "sample" for task in waiting)
    beside = len(waiting) - pending - sampled
    parts = [f"待人工确认{pending}处，确认前得分为暂定"]
    if beside:
        parts.append(f"另有{beside}处不影响得分（本次的指标体系不计这些检查项，或网站已被否决）")
    if sampled:
        parts.append(f"抽样核对{sampled}处")
    return f"{'；'.join(parts)}；已决定{len(tasks) - len(waiting)}处。"


def _print_finding(run: Run, finding: Finding) -> None:
    names = {site.site_code: site.name for site in run.sites}
    decision = decisions_on(read_reviews(run.folder, finding.site_code), finding.site_code).get(finding.finding_id)
    console = out()
    console.print(f"{names.get(finding.site_code, '')}（{finding.site_code}）", markup=False)
    console.print(f"程序的结论：{OUTCOME_ZH[finding.outcome]}。{finding.messages.zh}", markup=False, soft_wrap=True)
    console.print(f"  {finding.messages.en}", markup=False, soft_wrap=True)
    console.print(f"对象：{finding.subject.url}", markup=False, soft_wrap=True)
    console.print(f"佐证：hengping show {finding.finding_id} --run {run.path}", markup=False, soft_wrap=True)
    if decision is not None:
        console.print(f"现行结论：{OUTCOME_ZH[decision.outcome]}", markup=False)
