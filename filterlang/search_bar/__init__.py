"""Filters in the language of the search bar of LangSmith's user interface: printing only."""
