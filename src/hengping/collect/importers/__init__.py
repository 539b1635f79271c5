"""Importers of outside data: tables and scanners' reports become rows with provenance; wrong rows are named, not lost.

Each importer is pure: what was read from the file goes in, rows and faults come out. A row that names no site of the
roster is a fault, never a guess.
"""
