"""Pages of delivered files: upload, columns, dry run, load, answers, undo."""
