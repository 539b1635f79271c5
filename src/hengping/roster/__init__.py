"""Who is judged (评估名单): rosters read from CSV and spreadsheets, site codes, administrative divisions by year.

Reading never loses a good row because of a bad one: :func:`hengping.roster.load.load_roster` returns the sites it could
read and a fault for each thing it could not, or had to repair.
"""
