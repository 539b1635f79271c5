"""The demo province on the platform: bodies, one account per role, this year's round open, last year's published."""
