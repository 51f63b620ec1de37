"""Samples of the register, checked by hand (notice 001 一(二), 二(四); requirements C6, J7, L7)."""
