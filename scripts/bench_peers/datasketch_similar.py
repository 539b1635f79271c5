"""datasketch on the same texts: MinHash with 128 permutations over five-character shingles, then its LSH index."""

import json
import sys
import time
from pathlib import Path

from datasketch import MinHash, MinHashLSH

texts = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
least = float(sys.argv[2])


def sketch(text: str) -> MinHash:
    """The text's MinHash, shingles hashed in one call."""
    made = MinHash(num_perm=128)
    made.update_batch([text[place : place + 5].encode() for place in range(len(text) - 4)])
    return made


sketch(texts[0])
began, used = time.perf_counter(), time.process_time()
sketches = [sketch(text) for text in texts]
report = {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - used, "texts": len(texts)}
index = MinHashLSH(threshold=least, num_perm=128)
pairs = []
for number, made in enumerate(sketches):
    pairs += [[other, number] for other in index.query(made) if sketches[other].jaccard(made) >= least]
    index.insert(number, made)
sys.stdout.write(json.dumps(report | {"pairs": sorted(pairs)}) + "\n")
