"""One app per domain."""
