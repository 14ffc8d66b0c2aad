"""The bank as files that read back the same."""
