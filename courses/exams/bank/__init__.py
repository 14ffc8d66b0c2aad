"""The face of the bank in the admin: its forms, filters, panels and lists."""
