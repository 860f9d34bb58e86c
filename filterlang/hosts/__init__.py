"""Filters inside other files: found, decoded with the place of every character, and edited in the file's own escaping."""
