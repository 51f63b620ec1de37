"""What every page stands in: sign-in, rights, the frame with menu and as-of bar, drafts, errors, words."""
