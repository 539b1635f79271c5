"""Extract (读页): bytes of a page become facts, in one parse and without any judgement.

``page`` reads one page; ``links`` is the cheap path that the crawler uses; the site-level modules join the pages of a
site into its section ledger. Everything here is pure: same bytes, same facts; no clock, no network.
"""
