"""Documents (通报、诊断报告、工作簿) from finished results: counts and words what it is given, never scores."""
