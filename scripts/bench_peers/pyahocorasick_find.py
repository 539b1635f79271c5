"""Finds phrases in texts with pyahocorasick: ``pyahocorasick_find.py FILE``; prints one line of JSON.

FILE holds {"phrases": […], "texts": […]}. Building the automaton is timed apart from looking.
"""

import json
import sys
import time
from pathlib import Path

import ahocorasick


def main() -> None:
    """Build, look, report."""
    given = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    began = time.process_time()
    automaton = ahocorasick.Automaton()
    for number, phrase in enumerate(given["phrases"]):
        automaton.add_word(phrase, number)
    automaton.make_automaton()
    built = time.process_time()
    found = [0] * len(given["texts"])
    for number, text in enumerate(given["texts"]):
        found[number] = len(list(automaton.iter_long(text)))
    used = time.process_time() - built
    print(json.dumps({"build_s": built - began, "cpu_seconds": used, "found": sum(found)}))  # noqa: T201 - the result


main()
