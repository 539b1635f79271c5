"""Programs of the other crawlers that ``hengping bench`` compares with; ``scripts/bench-peers.sh`` copies them."""
