"""A small simulated province (云溪省, fictional) with known truth, served on loopback by virtual host.

The pages imitate how real government sites are built (six template families, four encodings' worth of trouble), the
defects are planted by a rotating plan, and the truth is derived from the same content the pages are rendered from. The
room never looks at ``extract`` or ``checks``: it is the yardstick they are measured with.
"""
