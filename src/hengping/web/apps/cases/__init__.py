"""Innovation cases (创新案例)."""
