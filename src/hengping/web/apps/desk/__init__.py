"""The assessors' desk (人工评分)."""
