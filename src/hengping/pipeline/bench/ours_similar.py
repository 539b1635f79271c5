"""Our fingerprints and pairs as a contestant: prints one line of JSON.

``python -m hengping.pipeline.bench.ours_similar texts FILE LEAST`` reads a JSON list of texts, makes their fingerprints
and finds the pairs among them; ``… pairs COUNT LEAST`` finds the pairs among so many made fingerprints.
"""

import sys
import time
from pathlib import Path

import msgspec

from hengping.extract.similar.fingerprint import fingerprint
from hengping.extract.similar.made import count_pairs, found_pairs, made_numbers


def main() -> None:
    """Do what the command line says."""
    least = float(sys.argv[3])
    report = _texts(Path(sys.argv[2]), least) if sys.argv[1] == "texts" else _pairs(int(sys.argv[2]), least)
    sys.stdout.buffer.write(msgspec.json.encode(report) + b"\n")


def _texts(path: Path, least: float) -> dict[str, object]:
    texts = msgspec.json.decode(path.read_bytes(), type=list[str])
    fingerprint(texts[0])  # tables are made once a process
    began, used = time.perf_counter(), time.process_time()
    numbers = [fingerprint(text) for text in texts]
    report: dict[str, object] = {
        "seconds": time.perf_counter() - began,
        "cpu_seconds": time.process_time() - used,
        "texts": len(texts),
    }
    return report | {"pairs": sorted(found_pairs(numbers, least))}


def _pairs(count: int, least: float) -> dict[str, object]:
    numbers = made_numbers(count, seed=1)
    began, used = time.perf_counter(), time.process_time()
    found = count_pairs(numbers, least)
    return {"seconds": time.perf_counter() - began, "cpu_seconds": time.process_time() - used, "found": found}


if __name__ == "__main__":
    main()
