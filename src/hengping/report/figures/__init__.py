"""Figures bound to queries on frozen results: what makes every number of a document traceable and checkable."""
