"""The section ledger: what people settle about sections, exemptions with proof."""
