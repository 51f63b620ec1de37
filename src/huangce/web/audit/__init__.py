"""Pages for auditors: acts, looks, sign-ins, heads of the seal, export."""
