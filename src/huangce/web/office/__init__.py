"""Pages for administrators: accounts, rights, first set-up of an office."""
