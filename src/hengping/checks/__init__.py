"""Checks (检查项): facts in, verdicts out, one folder per check and no marks anywhere.

A check is found by its path, ``<theme>/<check_id>/{check.py, check.yaml, cases.yaml}``; :mod:`.catalogue` reads the
folders, :mod:`.runner` judges one site with them, :mod:`.cases` runs a check's own examples.
"""
