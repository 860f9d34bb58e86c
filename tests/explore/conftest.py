"""Puts the modules of these tests on the path."""

from pathlib import Path
import sys

sys.path.insert(0, str(Path(__file__).parent))
