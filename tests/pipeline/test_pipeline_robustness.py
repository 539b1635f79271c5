"""A record of robustness in a run folder is sealed, and no reason for ``verify`` to complain."""

from pathlib import Path

import msgspec

from hengping.analysis.draws import Uncertainty
from hengping.analysis.made import made_population
from hengping.analysis.robustness import robustness
from hengping.pipeline.bench.made import made_system
from hengping.pipeline.context import open_run
from hengping.pipeline.robustness import stale_record, write_robustness
from hengping.pipeline.stage_rank import rank
from hengping.pipeline.verify import verify


def test_verify_holds_with_a_record_in_the_results_and_after_ranking_again(small_run, tmp_path: Path) -> None:
    folder = small_run.copy(tmp_path / "run")
    run = open_run(folder)
    system_id = next(iter(run.systems))
    found = robustness(made_population(made_system(10), 5), Uncertainty(weights=0.2), draws=10, log2_points=0)
    found = msgspec.structs.replace(found, system_id=system_id, scores_digest="0" * 64)
    path = write_robustness(found, folder)
    assert path == folder.resolve() / "results" / system_id / "robustness.json"
    assert verify(folder).mismatches == ()
    rank(run)
    write_robustness(found, folder)
    assert verify(folder).mismatches == ()
    assert stale_record(found, folder) is None
    assert stale_record(msgspec.structs.replace(found, scores_digest="1" * 64), folder) == path
    path.write_bytes(path.read_bytes().replace(b'"draws": 10', b'"draws": 11'))
    assert [mismatch.path for mismatch in verify(folder).mismatches] == [path.relative_to(folder.resolve()).as_posix()]
