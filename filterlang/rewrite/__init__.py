"""From trees to trees: composing conditions, and negating them."""
