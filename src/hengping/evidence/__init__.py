"""Evidence (佐证): what was collected, frozen: WARC archive and index, availability visits, run folder, manifest chain.

Evidence is collected once and never touched again; everything after it is computed from it. The archive is WARC 1.1,
readable by any WARC tool and packed as WACZ for public viewers; the index beside it is one line per capture, written
only when the bytes it points to are in the file. WARC is written and read in this room alone, without a WARC library:
those check it in tests.
"""
