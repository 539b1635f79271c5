"""Indicator systems: viewer, editor, comparison, simulation, publication."""
