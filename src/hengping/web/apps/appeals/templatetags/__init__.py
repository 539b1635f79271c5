"""Tags of appeals."""
