"""The only place that knows Word, PDF, Excel and HTML: each module writes one form of the same data."""
