"""The fault run: people save answers while the parts of the product are killed; afterwards nothing may be missing."""
