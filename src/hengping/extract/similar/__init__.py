"""Which texts are the same: fingerprints of articles, pairs among very many of them, and who has it from whom.

Numbers in, numbers out: the only place outside ``analysis`` that knows numpy (docs/adr/0029). The same text gives the
same fingerprint on every machine, Python version and process; nothing here depends on the order of its input.
"""
