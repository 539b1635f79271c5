"""Shipped data: indicator systems, lexicons, administrative divisions, and the sample campaign. No code."""
