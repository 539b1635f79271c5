"""Command groups, one file each. Every group registers its commands with the application."""
