"""The engines that run filters on tables: one file each, all of them agreeing with ``evaluate/reference.py``."""
