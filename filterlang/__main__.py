"""``python -m filterlang``."""

import sys

from filterlang.cli import main

sys.exit(main())
