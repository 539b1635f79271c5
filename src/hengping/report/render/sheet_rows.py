"""Rows of the workbook, made one at a time from finished results."""

from collections.abc import Iterator

from hengping.model.finding import Outcome
from hengping.report.annexes import in_rank_order
from hengping.report.bulletin import bulletin
from hengping.report.deductions import of_system
from hengping.report.figures.registry import registry_of
from hengping.report.item_counts import ITEM_COUNTS
from hengping.report.problems import outcome_counts
from hengping.report.render.labels import (
    EXEMPT_ZH,
    METHOD_ZH,
    RULE_ZH,
    local_time,
    outcome,
    section_class,
    yes,
)
from hengping.report.render.xlsx_rows import Cell
from hengping.report.view import ReportView, group_name, is_waiting, is_yes, standing_reasons, titles_of, unassessed_in
from hengping.report.wording import chinese_date


def overview(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Figures of every group under every system."""
    for system in view.systems:
        for row in system.results.groups:
            yield (
                system.system_id,
                system.system.system_title,
                row.group or "全部网站",
                row.sites,
                row.assessed,
                row.passed,
                row.pass_rate,
                row.vetoed,
                unassessed_in(row),
                *((row.mean, row.highest, row.lowest) if row.group or system.has_one_scale else (None, None, None)),
            )


def ranks(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Every rank row, with state and coverage."""
    for system in view.systems:
        for row in system.results.ranks:
            score = system.scores.get(row.site_code)
            yield (
                system.system_id,
                group_name(row.group),
                row.rank,
                yes(row.tied),
                row.site_code,
                row.name,
                view.unit(row.site_code, row.name),
                row.total,
                row.tier,
                yes(row.vetoed),
                row.coverage,
                system.standing(score),
                "；".join(standing_reasons(score)) if score else "",
                {True: "合格", False: "不合格", None: ""}[score.passed if score else None],
                score.open_doubts if score else 0,
                yes(bool(score and score.provisional)),
            )


def items(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """How many scoring items every score rests on, and whose values nobody supplied."""
    for system in view.systems:
        for score in in_rank_order(system, system.system.scores):
            yield (
                system.system_id,
                group_name(score.group),
                score.site_code,
                score.name,
                system.standing(score),
                *(getattr(score.items, name) for name, _ in ITEM_COUNTS),
                len(score.missing),
                "、".join(titles_of(score, score.missing)),
            )


def tiers(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Every track with its tiers and who is in them; an empty tier has a line that says 无."""
    for system in view.systems:
        for track in system.tracks:
            groups = "、".join(group_name(group) for group in track.groups)
            for tier, codes in track.tiers:
                for code in codes or ("",):
                    row = system.ranks.get(code)
                    yield (
                        system.system_id,
                        track.title,
                        groups,
                        METHOD_ZH[track.method],
                        tier,
                        code,
                        row.name if row else "无",
                        group_name(row.group) if row else "",
                        len(codes),
                    )


def deductions(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Every deduction with rule, site, page and evidence (contract: what the workbook must name)."""
    for system in view.systems:
        for row in of_system(view, system):
            evidence = row.evidence
            yield (
                row.system_id,
                row.item_id,
                row.item_title,
                RULE_ZH.get(row.rule, row.rule),
                row.basis,
                row.site_code,
                row.site_name,
                row.group,
                row.standing,
                row.check,
                row.check_title,
                row.subject_title,
                row.url,
                row.found_on,
                row.points,
                row.counted,
                row.explained or None,
                row.suppressed_title or row.suppressed_by,
                row.reason,
                row.message,
                row.finding_id,
                evidence.record_id if evidence else "",
                evidence.digest if evidence else "",
                evidence.position if evidence else "",
                local_time(row.archived_at),
                "；".join(row.more_evidence),
                "待核定" if row.unconfirmed else "",
            )


def vetoes(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Every veto of every site, fired or not."""
    for system in view.systems:
        for score in system.system.scores:
            for veto in score.vetoes:
                state = "触发" if veto.fired else "未触发" if veto.state == "checked" else "未能检查"
                yield (
                    score.system_id,
                    score.site_code,
                    score.name,
                    group_name(score.group),
                    veto.veto_id,
                    veto.title,
                    "待人工判定" if is_waiting(veto) else state,
                    veto.count if veto.threshold else None,
                    veto.threshold or None,
                    veto.reason,
                    "待核定" if veto.status == "unconfirmed" else "",
                    " ".join(veto.finding_ids),
                )


def lists(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Red and black list."""
    for system in view.systems:
        for _, name, entries in system.lists:
            for number, entry in enumerate(entries, start=1):
                yield (
                    system.system_id,
                    name,
                    number,
                    view.unit(entry.site_code, entry.name),
                    entry.name,
                    entry.site_code,
                    "；".join(entry.reasons),
                )


def ledger(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """The section ledger."""
    for row in view.inputs.ledger:
        site = view.sites.get(row.site_code)
        yield (
            row.site_code,
            site.name if site else "",
            row.section_id,
            row.title,
            row.url,
            section_class(row.section_class),
            _whole(row.level),
            _whole(row.items),
            row.newest_on,
            row.oldest_on,
            _whole(row.duty_days),
            yes(is_yes(row.blank)),
            yes(is_yes(row.stale)),
            EXEMPT_ZH.get(row.exempt, row.exempt),
            outcome(row.outcome),
        )


def _whole(text: str) -> Cell:
    return int(text) if text.isascii() and text.isdecimal() else text


def checks(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Findings of every check by outcome."""
    for row in outcome_counts(view):
        counts = [row.counts.get(kind, 0) for kind in Outcome]
        yield (row.check, row.title, row.sites, *counts, sum(counts))


def sources(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """Every figure of the bulletins, with the query that it answers."""
    for system in view.systems:
        document = bulletin(view.inputs, system.system_id, view=view)
        for figure in registry_of(document, view.inputs, system).figures:
            yield (
                system.system_id,
                figure.id,
                figure.printed,
                figure.query,
                figure.value,
                figure.kind,
                figure.before,
                figure.behind,
            )


def notes(view: ReportView) -> Iterator[tuple[Cell, ...]]:
    """How to read the workbook, and the digests."""
    inputs = view.inputs
    yield ("评估名称", inputs.campaign_title)
    yield ("组织单位", inputs.organiser)
    yield ("监测时间点", chinese_date(inputs.as_of))
    yield ("评估编号", inputs.generated_for)
    for system in view.systems:
        basis = f"，依据{system.system.system_basis}" if system.system.system_basis else ""
        yield (
            "指标体系",
            f"{system.system.system_title}（编号{system.system_id}，版本{system.results.system_version}）{basis}",
        )
        if not system.results.publishable:
            yield ("暂不公布", f"{system.system.system_title}：{system.results.unpublishable_reason}")
        for item_id, title, note in system.system.unconfirmed:
            yield ("待核定指标", f"{item_id} {title}：{note}")
    yield (
        "扣分",
        (
            "“扣分”为扣完为止之前的分值，“实际扣分”为其后的分值，加分记为负数。同一事实已由他处扣分的，实际扣分为0。"
            "采信情况说明而退还的分值列在“情况说明退还”，不含在“扣分”之内。"
        ),
    )
    yield (
        "评估覆盖率",
        (
            "判断过的评分点占适用评分点的比例，按个数、按分值各算一遍取低者；一个评分点只判断了一部分对象的，按那一部分算。"
            "受阻、未检查、工具故障和待人工确认的不扣分，等待评估人员评分的不计。"
        ),
    )
    yield (
        "评分点",
        "每个评分点只计入已评、部分已评、受阻、工具故障、待评定、未检查之一，合计为应评评分点；不适用的评分点不计。",
    )
    yield (
        "佐证",
        (
            "佐证记录号和校验值指向评估数据目录evidence/<网站标识码>/中的归档记录：urn:uuid在index.jsonl中查找，"
            "visits为visits.jsonl中同号的拨测访问。归档时间为北京时间。"
        ),
    )
    yield ("单项否决", "被单项否决的网站不再评分，其扣分明细供整改参考，“网站状态”列标明。")
    yield (
        "指标得分",
        (
            "“得分总表”每个网站一行、每个指标一列，全部列出。“指标得分”逐个节点列出说明和原始数据；一个指标体系的节点"
            "超过20万个时，只列没有评定、待核定、扣完为止或者有说明的评分点，其余可在开放数据的item_scores.csv中查到。"
        ),
    )
    yield (
        "保护",
        (
            "各工作表已锁定，没有密码，只为防止误改；可以筛选、调整行高列宽。需要排序或者修改时，先在“审阅”中撤销工作表保护。"
            "以等号、加号、减号或者@开头的内容一律是文本，不会作为公式计算。"
        ),
    )
    yield ("数值", "得分和得分指数按指标体系规定的位数取舍，总分只取舍一次。")
    for name, digest in sorted(inputs.digests.items()):
        yield (f"校验值 {name}", digest)
