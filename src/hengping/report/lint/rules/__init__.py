"""Rules within a text: what can be said wrong without asking the results. A rule that cannot be sure says nothing."""
