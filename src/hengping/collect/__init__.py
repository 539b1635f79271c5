"""Collection (采集): the only room with a network. Asks politely, keeps every answer as evidence, judges nothing.

A failed request is evidence like any other; the closed list of failure kinds stands in ``model.evidence``. The frontier
is a pure function of the answers: whatever the timing, the same site gives the same captures, and a run that was killed
goes on from the answers it already has.
"""
