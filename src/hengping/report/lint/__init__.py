"""The linter of documents (通报校对): a text against the results it was made from, and against itself."""
