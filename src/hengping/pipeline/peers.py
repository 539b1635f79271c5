"""``hengping peers``: one site of a finished round against chosen peers and against its own last year (对标)."""

from collections.abc import Sequence
from pathlib import Path

from hengping.evidence.run_folder import RunFolder
from hengping.model.errors import InputError
from hengping.model.score import SiteScore
from hengping.pipeline.past_rounds import PastRound, read_rounds
from hengping.pipeline.previous_copy import frozen_round, frozen_successors
from hengping.ranking.compare.benchmark import Benchmark, benchmark
from hengping.ranking.compare.rounds import match_rounds


def against_peers(path: Path, site_code: str, peers: Sequence[str] = (), system_id: str = "") -> Benchmark:
    """Hold one site against others of the same round.

    Args:
        path: finished run, or folder of ``judge`` or ``rescore``.
        site_code: the site.
        peers: codes of the sites it is held against; none: all others of its group.
        system_id: of which system; empty: the only one there is.

    Raises:
        InputError: no such system or site, or it has no score to compare.
        RunError: the round is not finished or damaged.
    """
    past = _system(read_rounds(path), system_id)
    if past.system is None:
        raise InputError(
            f"指标体系 {past.round.results.system_id} 的文件不在结果目录，也不在库中",
            where=str(path),
            remedy="把该体系的文件放到结果目录的 systems/ 下",
        )
    by_code = {score.site_code: score for score in past.round.scores}
    if unknown := [code for code in (site_code, *peers) if code not in by_code]:
        raise InputError(f"这一轮没有网站 {'、'.join(unknown)}", where=str(path), remedy="检查网站标识码")
    mine = by_code[site_code]
    chosen = [by_code[code] for code in peers] or [each for each in past.round.scores if each.group == mine.group]
    return benchmark(past.system, mine, chosen, _last_year(RunFolder(path.resolve()), past, mine))


def _system(rounds: dict[str, PastRound], system_id: str) -> PastRound:
    if system_id in rounds:
        return rounds[system_id]
    if system_id or len(rounds) > 1:
        what = f"没有用体系“{system_id}”评分" if system_id else "有几个指标体系，要写明哪一个"
        raise InputError(what, where="--system", remedy=f"可用的：{'、'.join(rounds)}")
    return next(iter(rounds.values()))


def _last_year(folder: RunFolder, past: PastRound, mine: SiteScore) -> SiteScore | None:
    """The site's own score of the frozen round before; None when it was not there, or was several sites then."""
    before = frozen_round(folder, past.round.results.system_id)
    if before is None:
        return None
    codes = [score.site_code for score in past.round.scores]
    matched = match_rounds([score.site_code for score in before.scores], codes, frozen_successors(folder))
    match = matched.matches[codes.index(mine.site_code)]
    if len(match.old_site_codes) != 1:
        return None
    return next(score for score in before.scores if score.site_code == match.old_site_codes[0])
