"""Loads all queries: a query is known once its module is imported."""

from hengping.report.figures import basic_queries, case_queries, change_queries, problem_queries
from hengping.report.figures.query import QUERIES, Query

MODULES = (basic_queries, problem_queries, change_queries, case_queries)
"""Modules that define queries, in the order of the reference."""


def every_query() -> list[Query]:
    """All queries, module by module; the order in which a program happened to load them does not matter."""
    order = [module.__name__ for module in MODULES]
    return sorted(QUERIES.values(), key=lambda query: order.index(query.answer.__module__))
