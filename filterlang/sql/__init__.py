"""Predicates as SQL, and the engines that run it."""
