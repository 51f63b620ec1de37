"""Lists that departments deliver: agreements, readers, row checks, answers."""
