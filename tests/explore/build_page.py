"""Builds the page of ``filterlang explore`` from its sources: ``python tests/explore/build_page.py`` writes its assets.

The packages that it is made of are pinned in ``filterlang/explore/page/package.json``: it is the same each time, byte for byte.
"""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import subprocess
import sys

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent))

from npm_packages import installed  # noqa: E402 - the script is run from anywhere

EXPLORE = HERE.parents[1] / "filterlang" / "explore"
PAGE = EXPLORE / "page"
ASSETS = EXPLORE / "assets"
BUNDLES = ("explore.js", "explore.css")
COPIED = ("index.html", "favicon.svg")
LICENSES = "LICENSES.txt"


def made() -> dict[str, bytes]:
    """The assets by their names."""
    modules = installed(PAGE / "package.json") / "node_modules"
    assets = {name: bundled(modules, PAGE / name) for name in BUNDLES}
    assets |= {name: (PAGE / name).read_bytes() for name in COPIED}
    return assets | {LICENSES: licenses(modules).encode()}


def bundled(modules: Path, entry: Path, *more: str) -> bytes:
    """A file of JavaScript or CSS with all that it imports, made small; ``more`` are options of esbuild."""
    command = ["node", str(modules / "esbuild" / "bin" / "esbuild"), str(entry), "--bundle", "--minify", "--format=esm"]
    options = [
        "--target=es2022",
        "--charset=utf8",
        "--legal-comments=none",
        "--log-level=error",
        f"--loader:{entry.suffix}={entry.suffix[1:]}",
    ]
    paths = {**os.environ, "NODE_PATH": str(modules)}
    return subprocess.run([*command, *options, *more], cwd=PAGE, env=paths, check=True, stdout=subprocess.PIPE).stdout


def licenses(modules: Path) -> str:
    """The licences of the packages that are part of the page."""
    return "\n".join(
        [
            "The page is made of filterlang, and of these packages.",
            *(f"\n{'-' * 72}\n{text}" for text in sorted(_licenses(modules))),
        ]
    )


def _licenses(modules: Path) -> Iterator[str]:
    for name in json.loads((PAGE / "package.json").read_text(encoding="utf-8"))["devDependencies"]:
        if name != "esbuild":  # it makes the page, and is no part of it
            package = json.loads((modules / name / "package.json").read_text(encoding="utf-8"))
            yield f"{name} {package['version']}\n\n{(modules / name / 'LICENSE').read_text(encoding='utf-8').strip()}\n"


if __name__ == "__main__":
    ASSETS.mkdir(exist_ok=True)
    for asset, content in made().items():
        (ASSETS / asset).write_bytes(content)
        print(f"{ASSETS / asset}: {len(content):,} bytes")
