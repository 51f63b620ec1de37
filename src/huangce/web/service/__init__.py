"""The API: programs of other offices deliver lists and follow feeds, each under its agreements, with a token."""
