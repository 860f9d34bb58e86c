"""Text to tree and back. Knows no field, and no operator but those that people write as infix."""
