"""What every page has: words, errors and labels in the language of the reader."""
