"""What a filter means: names resolved, values typed, pairs joined, trees turned into predicates."""
