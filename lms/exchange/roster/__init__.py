"""A roster file: its columns, what is wrong with its rows, whom they mean and what would be written."""
