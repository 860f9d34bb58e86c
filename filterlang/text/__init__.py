"""The ground: texts, places in them, edits of them, and how they are shown. Knows nothing of filters."""
