"""Pages of what is shared: agreements, delivered lists with their receipts, feeds and who follows them."""
