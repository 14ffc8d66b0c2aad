"""Faces of credits: sets and changes in the admin, the rules in plain words on the phone."""
