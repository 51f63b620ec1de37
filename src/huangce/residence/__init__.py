"""Where people actually live: residence registration, apart from the registered place."""
