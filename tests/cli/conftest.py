"""The servers that the tests of the client and of ``filterlang serve`` have, for the commands that ask LangSmith."""

from pathlib import Path
import sys

TESTS = Path(__file__).parent.parent
sys.path += [str(TESTS / name) for name in ("client", "serve")]
