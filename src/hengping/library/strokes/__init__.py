"""Stroke counts of Chinese characters (汉字笔画) as data: ``strokes.tsv``, a line for each number of strokes.

Columns: number of strokes, all characters that have so many. Made by ``scripts/strokes.py`` from the field
kTotalStrokes of the Unihan database 15.0.0; the licence of the data stands in ``LICENSE.txt`` beside it. Counts are
those of the forms used in mainland China.
"""
