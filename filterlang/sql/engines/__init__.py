"""The engines that run filters on tables: for each its expressions and its table. All agree with ``evaluate/reference.py``."""
