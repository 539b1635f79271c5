"""Statistics (稳健性分析) about scores: numpy only here, floats only here, and nothing here ever becomes a score.

Population matrix, ranks of thousands of draws, rank intervals, Sobol indices, redundancy of indicators, agreement of
assessors, screening for outliers. Everything is seeded; the same input and seed give the same figures on any number of
threads.
"""

import os

# Blocks of draws are already spread over threads; a matrix library that starts its own for every block only gets in
# their way (three times the processor time), and its sums would depend on the machine. Must stand before numpy loads.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
