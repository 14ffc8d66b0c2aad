"""What programs are told, field by field."""
