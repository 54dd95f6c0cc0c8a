"""The YAML of a rule: plain values, and the line on which each of them stands."""

from collections.abc import Iterator

import yaml

Place = tuple[str | int, ...]  # the keys and indexes that lead to a value


class RefusedError(Exception):
    """A rule that is not understood: why, and where."""

    def __init__(self, why: str, place: Place = (), line: int = 1) -> None:
        super().__init__(why)
        self.place = place
        self.line = line


class Document:
    """One rule's content, and where each part of it stands."""

    def __init__(self, content: dict[str, object], lines: dict[Place, int]) -> None:
        self.content = content
        self._lines = lines

    def line(self, place: Place) -> int:
        """Return the line of `place`, or of the nearest thing around it that is there."""
        while place not in self._lines:
            place = place[:-1]
        return self._lines[place]

    def text(self, key: str) -> str:
        """Return the text under `key`."""
        content = self.content.get(key)
        if not isinstance(content, str) or not content.strip():
            raise RefusedError(f"'{key}' must be text", (key,))
        return content

    def mapping(self, key: str) -> dict[str, object]:
        """Return the mapping under `key`."""
        content = self.content.get(key)
        if not isinstance(content, dict):
            raise RefusedError(f"'{key}' must be a mapping", (key,))
        return content


class _Loader(yaml.SafeLoader):
    """The pure loader, without aliases: a few of them can stand for gigabytes."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise RefusedError("YAML aliases are not supported", line=event.start_mark.line + 1)
        return super().compose_node(parent, index)


def read(data: bytes) -> Document:
    """Return the one YAML document in `data`. Raises RefusedError."""
    try:
        loader = _Loader(data)
        node = loader.get_single_node()
        if not isinstance(node, yaml.MappingNode):
            raise RefusedError("a rule is a mapping")
        lines = {(): 1, **dict(_lines(node, ()))}
        return Document(loader.construct_document(node), lines)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise RefusedError(error.problem or "malformed YAML", line=line) from error
    except (yaml.YAMLError, ValueError, LookupError, AttributeError, RecursionError) as error:
        # PyYAML's constructors raise the middle three for a text that does not fit its tag
        raise RefusedError(f"malformed YAML: {type(error).__name__}") from error


def _lines(node: yaml.Node, place: Place) -> Iterator[tuple[Place, int]]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, content in node.value:
            line = key.start_mark.line + 1
            if key.tag != "tag:yaml.org,2002:str" or key.value in seen:
                raise RefusedError("a key must be text, and be there once", line=line)
            seen.add(key.value)
            yield (*place, key.value), line
            yield from _lines(content, (*place, key.value))
    elif isinstance(node, yaml.SequenceNode):
        for number, content in enumerate(node.value):
            yield (*place, number), content.start_mark.line + 1
            yield from _lines(content, (*place, number))
