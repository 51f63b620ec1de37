"""Pages of addresses: standardise a heap, search an address, who is registered there."""
