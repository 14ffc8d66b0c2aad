"""Questions in and out: files of four kinds to one neutral form and back. Nothing here writes to the bank."""
