"""Oversight: dashboards and the supervision rhythm."""
