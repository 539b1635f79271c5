"""Ranks (排名), tiers, lists and group figures: what follows from many scores."""
