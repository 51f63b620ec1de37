"""Pages that record: one short form for each act, its read-back, its receipt."""
