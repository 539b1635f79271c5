"""The only place that wires rooms together: stages over a run folder, each made from what stands before it.

A stage works on units (a site, or a system), skips a unit whose complete output was made from the same inputs by the
same code, and writes every file whole or not at all; so a run killed at any moment goes on where it stopped.
"""
