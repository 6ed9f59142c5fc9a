"""Reads YAML strictly: every scalar stays the text that was written, a key written twice is an error, lines are kept.

Types come from the dataclass (or any type pydantic knows) that a file is read into, never from YAML's guesses: `no`, `01`
and `18:30` stay as written until the schema says what they are.
"""

from __future__ import annotations

from collections.abc import Hashable
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import yaml
from pydantic import TypeAdapter, ValidationError

from bot.loading.problems import Problem, ProblemsError

T = TypeVar("T")


class Written:
    """Base of the dataclasses read from YAML: a key the class does not know is an error, not silently dropped."""

    __pydantic_config__: ClassVar[dict[str, str]] = {"extra": "forbid"}


class Text(str):
    """A scalar as it was written, and its line."""

    line: int


class Rows(list[Any]):
    """A sequence, and its line."""

    line: int


class Block(dict[str, Any]):
    """A mapping, its line, and the line of each key."""

    line: int
    lines: dict[str, int]


class _Loader(yaml.CSafeLoader):
    """CSafeLoader without implicit types and with duplicate keys refused."""


def _scalar(loader: _Loader, node: yaml.ScalarNode) -> Text:
    text = Text(loader.construct_scalar(node))
    text.line = node.start_mark.line + 1
    return text


def _sequence(loader: _Loader, node: yaml.SequenceNode) -> Rows:
    rows = Rows(loader.construct_object(child, deep=True) for child in node.value)
    rows.line = node.start_mark.line + 1
    return rows


def _mapping(loader: _Loader, node: yaml.MappingNode) -> Block:
    block = Block()
    block.line, block.lines = node.start_mark.line + 1, {}
    for key_node, value_node in node.value:
        key: Hashable = loader.construct_object(key_node, deep=True)
        line = key_node.start_mark.line + 1
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, f"a key must be text, got {key!r}", key_node.start_mark)
        if key in block:
            raise yaml.constructor.ConstructorError(
                None, None, f"'{key}' is written twice (first on line {block.lines[key]})", key_node.start_mark
            )
        block[str(key)] = loader.construct_object(value_node, deep=True)
        block.lines[str(key)] = line
    return block


_Loader.yaml_implicit_resolvers = {}
_Loader.add_constructor("tag:yaml.org,2002:str", _scalar)
_Loader.add_constructor("tag:yaml.org,2002:seq", _sequence)
_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)


def read_tree(path: Path) -> Block:
    """The file as text scalars with their lines.

    Raises `ProblemsError` naming the file and line where it is not YAML, writes a key twice or is not a mapping.
    """
    try:
        tree = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 a subclass of CSafeLoader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        remedy = (
            "write each key once" if "twice" in str(error.problem) else "check the indentation, quotes and colons here"
        )
        raise ProblemsError([Problem(path, line, str(error.problem), remedy)]) from None
    except (yaml.YAMLError, RecursionError) as error:
        reason = str(error).splitlines()[0] if str(error) else "nested too deep"
        raise ProblemsError(
            [Problem(path, None, f"can't be read ({reason})", "remove what is no plain text")]
        ) from None
    except OSError as error:
        raise ProblemsError(
            [Problem(path, None, f"can't be read ({error.strerror})", "put a readable file there")]
        ) from None
    except UnicodeDecodeError as error:
        raise ProblemsError([Problem(path, None, f"is not UTF-8 ({error.reason})", "save the file as UTF-8")]) from None
    if not isinstance(tree, Block):
        raise ProblemsError([Problem(path, 1, "must hold 'key: value' lines", "start with a key and a colon")])
    return tree


@cache
def _adapter(schema: Any) -> TypeAdapter[Any]:
    return TypeAdapter(schema)


def read(path: Path, schema: type[T]) -> T:
    """The file read into `schema`, a dataclass or other type; raises `ProblemsError` with every problem and its line."""
    return typed(read_tree(path), schema, path)


def typed(tree: Any, schema: type[T], path: Path) -> T:
    """A tree already read, typed by `schema`; raises `ProblemsError` with every problem and its line."""
    try:
        result: T = _adapter(schema).validate_python(tree)  # type: ignore[arg-type]
    except ValidationError as error:
        raise ProblemsError([_problem(path, tree, dict(item)) for item in error.errors(include_url=False)]) from None
    return result


def _problem(path: Path, tree: Any, item: dict[str, Any]) -> Problem:
    loc = tuple(item["loc"])
    where = ".".join(str(part) for part in loc)
    match item["type"]:
        case "missing":
            return Problem(path, line_of(tree, loc), f"'{where}' is missing", f"add '{loc[-1]}'")
        case "extra_forbidden" | "unexpected_keyword_argument":
            return Problem(path, line_of(tree, loc), f"'{where}' is not known here", "check the spelling or remove it")
    return Problem(
        path, line_of(tree, loc), f"'{where}': {item['msg']}, got {_short(item.get('input'))}", "correct the value"
    )


def _short(value: object) -> str:
    text = repr(str(value) if isinstance(value, str) else value)
    return text if len(text) <= 60 else text[:57] + "..."


def line_of(tree: Any, loc: tuple[str | int, ...]) -> int | None:
    """The line of the deepest part of `loc` that the tree holds."""
    line: int | None = getattr(tree, "line", None)
    for part in loc:
        if isinstance(tree, Block) and part in tree:
            line, tree = tree.lines[str(part)], tree[str(part)]
        elif isinstance(tree, Rows) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
            line = getattr(tree, "line", line)
    return line
