"""Indicators, targets and assessment plans, always with n, N and as-of."""
