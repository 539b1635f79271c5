"""What anybody may see: the published version of each evaluation, and nothing else.

Every number on these pages is read from the open data of a version that was published and frozen; what the run folder
holds besides (later decisions, corrections being prepared) cannot come here.
"""
