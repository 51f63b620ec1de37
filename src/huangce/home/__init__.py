"""The house the register lives in: data folder, secrets, embedded database, backup, doctor."""
