"""Indicator systems (指标体系) as data: the rule language, its loader with line numbers, and lint."""
