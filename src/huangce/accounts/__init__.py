"""Officers, their dated rights by division and act, and the log of who looked at whom."""
