"""The rules: every kind of finding, with its reason, its evidence and its examples."""
