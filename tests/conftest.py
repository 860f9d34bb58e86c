"""Properties are tried on the same examples in every run, so that a run can be repeated; ``HYPOTHESIS_PROFILE=explore``
tries others each time, which is how new mistakes are found."""

import os

from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None)
settings.register_profile("explore", deadline=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "repeatable"))
