"""Small labelled sites for the checks that the demo province has no truth for: built, read and judged in memory.

Nothing here goes over a network. Sites are written as pages (and as the records of probes and imports where a server on
loopback cannot play the part), read and judged by the same code as real ones, and counted against what was planted.
"""
