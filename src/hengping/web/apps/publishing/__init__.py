"""Documents, approvals, publication, corrections."""
