"""What records are sealed by: canonical bytes, hash trees, tiles and the text of a head. No database."""
