"""The page over runs: the answers to its requests, and the server of ``filterlang explore``."""
