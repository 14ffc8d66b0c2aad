"""Faces of the live lectures: on the phone, on the projector, in the admin."""
