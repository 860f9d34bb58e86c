"""Checking filters: names, types, dialects, and the rules. Not called ``check``: that is the public function."""
