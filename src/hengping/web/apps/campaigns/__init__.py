"""Evaluations (绩效评估), their stages, dates and approvals."""
