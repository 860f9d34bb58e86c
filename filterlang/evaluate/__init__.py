"""The meaning of filters in plain Python: what a predicate, a query and a run are."""
