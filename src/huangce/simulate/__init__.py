"""A synthetic county with its truth beside it, as the files that departments would send."""
