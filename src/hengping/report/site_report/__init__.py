"""The report of one site (单站诊断报告、初步报告): one model, printed as PDF and as a page."""
