"""Editor features as plain data, without a protocol: completion, hover, actions, formatting and more."""
