"""Pages of the notices of changed addresses: who was told, who received it, who has done it, and the letters."""
