"""Made-up populations of any size, for benchmarks and tests."""

import numpy as np

from hengping.analysis.evaluate import Leaves
from hengping.analysis.matrix import Charges, Population
from hengping.analysis.program import compile_system
from hengping.indicators.system import IndicatorSystem


def made_population(system: IndicatorSystem, sites: int, seed: int = 1) -> Population:
    """Sites of one group with random scores under every item; all items apply, no veto holds."""
    program = compile_system(system)
    fulls = np.tile(np.array([program.steps[number].marks for number in program.item_steps]), (sites, 1))
    rng = np.random.Generator(np.random.Philox(np.random.SeedSequence(seed)))
    scores = np.round(fulls * rng.random(fulls.shape), 2)
    nothing = np.zeros(0, dtype=np.int64)
    vetoes = (sites, len(system.vetoes))
    return Population(
        program=program,
        codes=tuple(f"{number:010d}" for number in range(sites)),
        names=tuple(f"网站{number}" for number in range(sites)),
        group_names=("",),
        leaves=Leaves(
            scores=scores,
            states=np.zeros(fulls.shape, dtype=np.uint8),
            fulls=fulls,
            pins={},
            groups=np.zeros(sites, dtype=np.int64),
        ),
        given=np.ones(fulls.shape, dtype=np.bool_),
        fired=np.zeros(vetoes, dtype=np.bool_),
        counts=np.zeros(vetoes, dtype=np.int64),
        judged=np.ones(vetoes, dtype=np.bool_),
        unscored=np.zeros(sites, dtype=np.bool_),
        unranked=np.zeros(sites, dtype=np.bool_),
        charges=Charges(nothing, nothing, np.zeros(0), (), np.zeros(fulls.shape, dtype=np.int64)),
        printed=scores.sum(axis=1),
    )
