"""Our search for wordings as a contestant: prints one line of JSON.

``… ours_wording FILE`` looks for the phrases of ``{"phrases": […], "texts": […]}`` in the
texts; building the automaton is timed apart from looking.
"""

import sys
import time
from pathlib import Path

import msgspec

from hengping.extract.wording_lexicon import Entry, Lexicon


class Given(msgspec.Struct, frozen=True):
    """What is looked for, and where."""

    phrases: list[str]
    texts: list[str]


def main() -> None:
    """Do what the command line says."""
    given = msgspec.json.decode(Path(sys.argv[1]).read_bytes(), type=Given)
    entries = [Entry(wrong=phrase, right="", lexicon="") for phrase in given.phrases]
    began = time.process_time()
    lexicon = Lexicon(entries)
    built = time.process_time()
    found = sum(len(lexicon.find(text)) for text in given.texts)
    used = time.process_time() - built
    sys.stdout.buffer.write(
        msgspec.json.encode({"build_s": built - began, "cpu_seconds": used, "found": found}) + b"\n"
    )


if __name__ == "__main__":
    main()
