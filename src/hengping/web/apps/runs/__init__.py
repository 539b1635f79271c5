"""Runs: started and watched, their folders indexed for the pages."""
