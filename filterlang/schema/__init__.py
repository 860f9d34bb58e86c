"""What LangSmith accepts, as data, each fact with its evidence. The only package that names a field."""
