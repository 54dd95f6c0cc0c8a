"""The condition of a Sigma rule: a sentence over the names of its selections."""

import re
from collections.abc import Callable, Collection, Mapping

Condition = Callable[[Mapping[str, bool]], bool]

WORD = re.compile(r"\s*(\(|\)|[\w*.-]+)")
RESERVED = frozenset(("and", "or", "not", "of", "them"))
MOST_WORDS = 200  # so that nesting cannot exhaust the stack


def parse(text: str, names: Collection[str]) -> Condition:
    """Return the condition as a function of which selections match.

    Understands and, or, not, parentheses, `1 of x*`, `any of x*`, `all of x*` and `them`.
    Raises ValueError for everything else.
    """
    sentence = _Sentence(_words(text), names)
    condition = sentence.alternatives()
    if sentence.words:
        raise ValueError(f"'{sentence.words[0]}' is not expected here")
    return condition


def _words(text: str) -> list[str]:
    words: list[str] = []
    place = 0
    text = text.rstrip()
    while place < len(text):
        found = WORD.match(text, place)
        if found is None:
            raise ValueError(f"'{text[place:].strip()[:20]}' is not supported")
        words.append(found[1])
        place = found.end()
    if len(words) > MOST_WORDS:
        raise ValueError(f"it has more than {MOST_WORDS} words")
    return words


class _Sentence:
    """A recursive descent over the words that are left: `or` binds least, `not` most."""

    def __init__(self, words: list[str], names: Collection[str]) -> None:
        self.words = words
        self.names = names

    def alternatives(self) -> Condition:
        parts = [self.conjunction()]
        while self._take("or"):
            parts.append(self.conjunction())
        return parts[0] if len(parts) == 1 else lambda hits: any(part(hits) for part in parts)

    def conjunction(self) -> Condition:
        parts = [self.negation()]
        while self._take("and"):
            parts.append(self.negation())
        return parts[0] if len(parts) == 1 else lambda hits: all(part(hits) for part in parts)

    def negation(self) -> Condition:
        if self._take("not"):
            inner = self.negation()
            return lambda hits: not inner(hits)
        if self._take("("):
            inside = self.alternatives()
            if not self._take(")"):
                raise ValueError("a parenthesis is not closed")
            return inside
        return self.claim()

    def claim(self) -> Condition:
        if not self.words:
            raise ValueError("it ends too early")
        word = self.words.pop(0)
        if self._take("of"):
            return self.quantity(word)
        if word not in self.names or word.lower() in RESERVED:
            raise ValueError(f"there is no selection '{word}'")
        return lambda hits: hits[word]

    def quantity(self, word: str) -> Condition:
        combine = {"1": any, "any": any, "all": all}.get(word.lower())
        if combine is None:
            raise ValueError(f"'{word} of' is not supported")
        chosen = self._chosen(self.words.pop(0) if self.words else "")
        return lambda hits: combine(hits[name] for name in chosen)

    def _chosen(self, pattern: str) -> list[str]:
        if pattern.lower() == "them":  # names that begin with _ are left out, as Sigma defines
            chosen = [name for name in self.names if not name.startswith("_")]
        else:
            expression = re.compile(".*".join(map(re.escape, pattern.split("*"))))
            chosen = [name for name in self.names if expression.fullmatch(name)]
        if not chosen:
            raise ValueError(f"no selection is called '{pattern}'")
        return chosen

    def _take(self, word: str) -> bool:
        if self.words and self.words[0].lower() == word:
            self.words.pop(0)
            return True
        return False
