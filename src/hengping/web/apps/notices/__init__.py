"""Notices to people, in the platform and by e-mail; reminders of what is due."""
