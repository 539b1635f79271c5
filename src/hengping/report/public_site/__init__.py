"""The static public site: what the public may see, as pages that work from a USB stick."""
