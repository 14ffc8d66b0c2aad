"""Open Badges 3.0: each certificate as a signed credential, and the lists that say which were revoked."""
