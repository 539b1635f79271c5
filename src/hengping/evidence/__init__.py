"""Evidence (佐证): what was collected, frozen: WARC archive and index, availability visits, run folder, manifest chain.

Evidence is collected once and never touched again; everything after it is computed from it. The archive is WARC 1.1,
readable by any WARC tool; the index beside it is one line per capture, written only when the bytes it points to are in
the file. WARC libraries are used in this room alone.
"""
