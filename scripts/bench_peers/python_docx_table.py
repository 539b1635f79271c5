"""python-docx writes a table as its manual shows it: a row is added, its cells are filled. Prints CPU seconds."""

import json
import sys
import time
from pathlib import Path

from docx import Document

folder = Path(sys.argv[1])
[[_, rows]] = json.loads((folder / "rows.json").read_text(encoding="utf-8"))
used = time.process_time()
document = Document()
table = document.add_table(rows=1, cols=len(rows[0]))
for row in rows:
    cells = table.add_row().cells
    for cell, text in zip(cells, row, strict=True):
        cell.text = text
document.save(str(folder / "peer.docx"))
sys.stdout.write(json.dumps({"cpu_seconds": time.process_time() - used, "rows": len(rows)}) + "\n")
