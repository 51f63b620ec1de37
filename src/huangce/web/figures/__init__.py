"""Pages of rates: n, N, unknown, target, trend, and the rows behind each figure."""
