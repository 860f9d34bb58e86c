"""Running filters: their meaning in plain Python, runs read from exports, and ``list_runs`` on them."""
