"""Pages: the phone's, and the admin's."""
