"""One module for each form of file, all the same: bytes in, a reading out."""
