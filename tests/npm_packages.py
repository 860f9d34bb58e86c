"""npm packages that tests run: each set is installed once, into a folder of the user's cache, and runs from there offline.

A set is the ``package.json`` of a tool or of a test, which pins exact versions. ``FILTERLANG_TEST_CACHE`` names another folder.
"""

from collections.abc import Callable
from hashlib import sha256
import json
import os
from pathlib import Path
import shutil
import subprocess
import tempfile

CACHE = Path(
    os.environ.get("FILTERLANG_TEST_CACHE")
    or Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "filterlang-tests"
)
_NPM = ("npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--no-package-lock", "--loglevel=error")


def cached(manifest: Path) -> Path:
    """The folder in which the packages of a ``package.json`` are, or will be."""
    package = json.loads(manifest.read_text(encoding="utf-8"))
    versions = {**package.get("dependencies", {}), **package.get("devDependencies", {})}
    digest = sha256(json.dumps(versions, sort_keys=True).encode()).hexdigest()[:8]
    return CACHE / f"{package['name']}-{digest}"


def installed(manifest: Path, finish: Callable[[Path], None] = lambda folder: None) -> Path:
    """The folder with the packages of a ``package.json``; they are installed when they are not there.

    ``finish`` does what is left to do in a new folder. Another process may install the same set: the first to end keeps it.
    """
    folder = cached(manifest)
    if not folder.exists():
        CACHE.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=CACHE, prefix=".new-", ignore_cleanup_errors=True) as new:
            made = Path(new) / "packages"
            made.mkdir()
            shutil.copy(manifest, made / "package.json")
            subprocess.run(_NPM, cwd=made, check=True)
            finish(made)
            if not folder.exists():
                made.rename(folder)
    return folder
