"""The kinds of statements, one file each."""
