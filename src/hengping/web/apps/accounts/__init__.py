"""People, organisations, roles, invitations."""
