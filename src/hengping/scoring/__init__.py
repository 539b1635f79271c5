"""Scores (得分): one site's findings under one indicator system, exact, with provenance down to every finding."""
