"""Pages of the address register: named places, the tree of their addresses, old addresses, addresses that are gone."""
