"""Loads all queries: a query is known once its module is imported."""

from hengping.report.figures import basic_queries, case_queries, change_queries, problem_queries
from hengping.report.figures.query import QUERIES

__all__ = ["MODULES", "QUERIES"]

MODULES = (basic_queries, problem_queries, change_queries, case_queries)
"""Modules that define queries, in the order of the reference."""
