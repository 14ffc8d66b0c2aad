"""Pages of the register: the holder's own, the public check, and the office in the admin."""
