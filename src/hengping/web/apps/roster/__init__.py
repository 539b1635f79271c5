"""The register of sites, the roster of each evaluation, the section ledger."""
