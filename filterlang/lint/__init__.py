"""The linter: files found, checked, fixed and reported, with configuration, suppressions, a baseline and a cache."""
