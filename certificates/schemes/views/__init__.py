"""Pages of schemes: a trainee's own, and the class in the admin."""
