"""The desk of judged bodies: results, replies, rectification, what-if, self-tests."""
