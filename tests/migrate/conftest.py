"""The writers of the host languages' tests, for filters that are moved in files."""

from pathlib import Path
import sys

sys.path.append(str(Path(__file__).parent.parent / "hosts"))
