"""The log of acts (操作日志): who did what and when; each entry is chained to the one before."""
