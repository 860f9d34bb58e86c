"""Draws the import graph of the packages, as text for docs/architecture.md.

    python tests/import_graph.py               # of this checkout
    python tests/import_graph.py --of PATH     # of another checkout

Every package stands on a floor above all packages that it imports, where there is no circle. Imports inside of functions and
for types only count too, and so do the modules that a call of ``import_module`` names. The face of the package,
``filterlang/__init__``, and ``__main__`` are left out: they stand above everything.
"""

import argparse
import ast
from collections.abc import Collection, Iterator, Mapping, Set as AbstractSet
from pathlib import Path

Graph = Mapping[str, AbstractSet[str]]
FACES = ("filterlang", "filterlang.__main__")


def sources(checkout: Path) -> dict[str, str]:
    """The modules of a checkout by name, but for the stored table, which is generated."""
    package = checkout / "filterlang"
    found: dict[str, str] = {}
    for path in sorted(package.rglob("*.py")):
        if path.name != "_table.py":
            parts = path.relative_to(checkout).with_suffix("").parts
            found[".".join(parts).removesuffix(".__init__")] = path.read_text(encoding="utf-8")
    return found


def imported(tree: ast.Module) -> Iterator[str]:
    """The names of what a module imports, wherever in it: modules, and what may be a module or a name in one."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.Call) and "import_module" in ast.unparse(node.func):
            for argument in node.args[:1]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value
                elif isinstance(argument, ast.JoinedStr) and isinstance(argument.values[0], ast.Constant):
                    yield f"{argument.values[0].value}*"


def modules(checkout: Path) -> dict[str, set[str]]:
    """For each module of a checkout, the modules of the package that it imports."""
    texts = sources(checkout)
    return {name: imports_of(text, texts) - {name, *FACES} for name, text in texts.items() if name not in FACES}


def imports_of(text: str, known: Collection[str]) -> set[str]:
    """The modules, of those that are known, that the text of a module imports."""
    tree = ast.parse(text)
    names: set[str] = set()
    for name in imported(tree):
        if name.endswith("*"):
            names |= {other for other in known if other.startswith(name[:-1])}
        elif name in known:
            names.add(name)
    # `from package import module` needs the module; the package as such only where a name of its own is taken.
    packages = {name for name in names if any(other.startswith(f"{name}.") for other in names)}
    return names - {name for name in packages if not takes_own_name(tree, name, known)}


def takes_own_name(tree: ast.Module, package: str, known: Collection[str]) -> bool:
    """Whether a module imports something of a package that is not one of its modules."""
    return any(
        f"{package}.{alias.name}" not in known
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == package
        for alias in node.names
    )


def package_of(module: str) -> str:
    """The package directly below ``filterlang`` that a module belongs to, or the module that stands there by itself."""
    return module.split(".")[1]


def packages(graph: Graph) -> dict[str, set[str]]:
    """The graph of the packages, out of that of their modules."""
    joined: dict[str, set[str]] = {package_of(module): set() for module in graph}
    for module, names in graph.items():
        joined[package_of(module)] |= {package_of(name) for name in names} - {package_of(module)}
    return joined


def circles(graph: Graph) -> list[list[str]]:
    """The strongly connected components of more than one member: what imports each other, directly or around."""
    reach = {name: reachable(graph, name) for name in graph}
    found = {tuple(sorted(other for other in reach[name] if name in reach[other])) for name in graph if name in reach[name]}
    return sorted(list(members) for members in found)


def reachable(graph: Graph, start: str) -> set[str]:
    """The members that one imports, directly or around."""
    seen: set[str] = set()
    pending = [*graph[start]]
    while pending:
        name = pending.pop()
        if name not in seen:
            seen.add(name)
            pending.extend(graph.get(name, ()))
    return seen


def floors(graph: Graph) -> list[list[str]]:
    """The members of a graph by floors, the lowest first; the members of a circle share a floor."""
    reach = {name: reachable(graph, name) for name in graph}
    height: dict[str, int] = {}
    for name in sorted(graph, key=lambda name: len(reach[name] | {name})):
        below = [height[other] for other in reach[name] if name not in reach[other] and other in height]
        height[name] = max(below, default=-1) + 1
    for members in circles(graph):
        for name in members:
            height[name] = max(height[member] for member in members)
    return [sorted(name for name in graph if height[name] == floor) for floor in sorted(set(height.values()))]


def direct(graph: Graph) -> dict[str, set[str]]:
    """The graph without the arrows that follow from others."""
    reach = {name: reachable(graph, name) for name in graph}
    return {
        name: {other for other in names if not any(other in reach[via] for via in names if via != other)}
        for name, names in graph.items()
    }


def drawing(checkout: Path) -> str:
    """The floors from the top down, each package with the figures and the packages that it imports, and the sums."""
    graph = modules(checkout)
    joined = packages(graph)
    length = {module: len(text.splitlines()) for module, text in sources(checkout).items()}
    levels = floors(joined)
    height = {name: floor for floor, names in enumerate(levels) for name in names}
    shown = direct(joined)
    lines: list[str] = []
    for floor in reversed(range(len(levels))):
        for name in levels[floor]:
            members = [module for module in graph if package_of(module) == name]
            size = (
                f"{len(members):3} module{'s' if len(members) > 1 else ' '}{sum(length[module] for module in members):6} lines"
            )
            below = ", ".join(sorted(shown[name], key=lambda other: (-height[other], other))) or "(nothing)"
            lines.append(f"{floor:2}  {name:<11}{size}  -> {below}")
    circle_lines = [f"circle: {' <-> '.join(short(name) for name in members)}" for members in circles(graph)]
    inside = sum(len(names) for names in graph.values())
    between = sum(len(names) for names in joined.values())
    upwards = sum(height[other] >= height[name] for name, names in joined.items() for other in names)
    sums = (
        f"{len(graph)} modules, {inside} imports between them, {len(circle_lines)} circles; "
        f"{len(joined)} packages, {between} arrows between them, {upwards} of them not downwards"
    )
    return "\n".join([*lines, *circle_lines, sums])


def short(module: str) -> str:
    return module.removeprefix("filterlang.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--of", type=Path, default=Path(__file__).parents[1], metavar="PATH", help="the checkout to draw")
    print(drawing(parser.parse_args().of))


if __name__ == "__main__":
    main()
