"""What pages share: frame, components, tables, errors."""
