"""The addresses of the interface, one module a subject. Each starts at ``visible_to`` of the token's person."""
