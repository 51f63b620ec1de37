"""The command line, one file a noun. A command reads its arguments, calls one function, and prints."""
