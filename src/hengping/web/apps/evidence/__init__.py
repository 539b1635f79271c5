"""The evidence of findings (佐证), shown harmless."""
