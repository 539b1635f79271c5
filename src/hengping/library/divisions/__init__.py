"""Administrative divisions (行政区划) as data: ``divisions.csv``, every code with every name it had, and when.

Columns ``code,name,from_year,to_year``; an empty first year means unknown or before 1981, an empty last year unknown or
still valid. Made by ``scripts/divisions.py``; origin and licence of the data stand in NOTICE.
"""
