"""The round before, as it is frozen into a run folder (``previous/``).

A run stands alone: what was published last year is copied when the run is made, so that the comparison can be computed
again without last year's folder. Of the score trees only what a comparison needs is kept: no single deductions.
"""

from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import msgspec

from hengping.evidence.run_folder import RunFolder
from hengping.indicators.load import load_system, system_bytes
from hengping.indicators.system import IndicatorSystem
from hengping.model import codec
from hengping.model.errors import InputError
from hengping.model.score import Results, ScoreNode, SiteScore, VetoResult
from hengping.pipeline.campaign_file import LoadedCampaign
from hengping.pipeline.past_rounds import PastRound, matching, read_rounds
from hengping.pipeline.reading import read_one, read_rows
from hengping.pipeline.stamps import digest_of, file_digest
from hengping.ranking.compare.figures import Round
from hengping.ranking.compare.rounds import Successor, read_successors

_DAMAGED = "从备份恢复；或用原来的评估设置再运行一次 hengping run"
SUCCESSORS = "successors.csv"


class _Frozen(msgspec.Struct, frozen=True, kw_only=True):
    """``previous/<system>/round.json``: the round's title and how it reads, beside its results and scores."""

    title: str
    vetoed_in_mean: bool
    rate_digits: int
    results: Results


def frozen_copies(loaded: LoadedCampaign, system_ids: Iterable[str]) -> dict[str, bytes]:
    """The files of ``previous/`` by name, made from last year's folder; none when the campaign names no round before.

    Args:
        loaded: the campaign.
        system_ids: its systems; each takes the one of last year that it can be compared with, if any.

    Raises:
        InputError, RunError: last year's folder cannot be read, or nothing in it can be compared.
    """
    campaign = loaded.campaign
    if campaign.previous is None:
        if campaign.successors is not None:
            raise InputError("写了 successors，没有写 previous", where="successors", remedy="补上 previous，或去掉")
        return {}
    rounds = read_rounds(loaded.resolve(campaign.previous))
    copies: dict[str, bytes] = {}
    for system_id in system_ids:
        past = matching(rounds, system_id)
        if past is not None:
            copies |= _copies(system_id, past)
    if not copies:
        raise InputError(
            f"上一轮的指标体系（{'、'.join(rounds)}）与本轮的对不上，不知道该比哪一个",
            where="previous",
            remedy="体系编号除年份外应相同，或上一轮只有一个体系",
        )
    if campaign.successors is not None:
        path = loaded.resolve(campaign.successors)
        if not path.is_file():
            raise InputError("没有这个文件", where=f"successors {path}", remedy="检查路径")
        data = path.read_bytes()
        read_successors(data, str(path))
        copies[SUCCESSORS] = data
    return copies


def frozen_round(folder: RunFolder, system_id: str) -> Round | None:
    """The frozen round that a system is compared with; None when there is none.

    Raises:
        RunError: a frozen file is damaged.
    """
    place = folder.previous_file(system_id)
    facts = place / "round.json"
    if not facts.exists():
        return None
    return _frozen_round(place, digest_of(file_digest(facts), file_digest(place / "scores.jsonl")))


def frozen_system(folder: RunFolder, system_id: str) -> IndicatorSystem | None:
    """The rules of the frozen round, where they were known."""
    path = folder.previous_file(f"{system_id}/system.yaml")
    return load_system(path) if path.exists() else None


def frozen_successors(folder: RunFolder) -> tuple[Successor, ...]:
    """The frozen table of successors; empty when there is none."""
    path = folder.previous_file(SUCCESSORS)
    return read_successors(path.read_bytes(), str(path)) if path.exists() else ()


@lru_cache(maxsize=1)
def _frozen_round(place: Path, digest: str) -> Round:  # noqa: ARG001 - part of the cache's key
    facts = read_one(place / "round.json", _Frozen, remedy=_DAMAGED)
    scores = read_rows(place / "scores.jsonl", SiteScore, remedy=_DAMAGED)
    return Round(
        title=facts.title,
        scores=scores,
        results=facts.results,
        vetoed_in_mean=facts.vetoed_in_mean,
        rate_digits=facts.rate_digits,
    )


def _copies(system_id: str, past: PastRound) -> Mapping[str, bytes]:
    facts = _Frozen(
        title=past.round.title,
        vetoed_in_mean=past.round.vetoed_in_mean,
        rate_digits=past.round.rate_digits,
        results=past.round.results,
    )
    copies = {
        f"{system_id}/round.json": codec.encode_pretty(facts),
        f"{system_id}/scores.jsonl": codec.encode_lines(_slim(score) for score in past.round.scores),
    }
    if past.system_file is not None:
        copies[f"{system_id}/system.yaml"] = system_bytes(past.system_file)
    return copies


def _slim(score: SiteScore) -> SiteScore:
    return msgspec.structs.replace(
        score,
        root=None if score.root is None else _slim_node(score.root),
        vetoes=tuple(_slim_veto(veto) for veto in score.vetoes if veto.fired),
        missing=(),
    )


def _slim_node(node: ScoreNode) -> ScoreNode:
    return msgspec.structs.replace(
        node,
        deductions=(),
        finding_ids=(),
        note="",
        raw_value="",
        index_value=None,
        children=tuple(_slim_node(child) for child in node.children),
    )


def _slim_veto(veto: VetoResult) -> VetoResult:
    return msgspec.structs.replace(veto, finding_ids=())
