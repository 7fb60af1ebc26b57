"""A note and its tags as one line to type: the words that begin with # are the tags.

``#poetry`` is a tag, ``#"two words"`` one of several words, and ``##`` stands for a # that begins a word of the note.
A note of several lines has a ⏎ for each line end.
"""

from __future__ import annotations

import re

from tui_reader.notebook.quote import split_tags

LINE_END = "⏎"

_TAG = re.compile(r'(?:^|(?<=\s))#(?:"([^"]*)"|([^\s#"]\S*))\s*')
_LITERAL = re.compile(r"(?:^|(?<=\s))##")
_BEGINS = re.compile(r"(?:^|(?<=\s))#")
_ENDINGS = re.compile(r"[ \t]*(?:\r\n|[\n\r\x85\u2028\u2029])")
_CLOSING = '.,:;!?،؛؟۔)»”"'


def parse_note(typed: str) -> tuple[str, tuple[str, ...]]:
    """The note and the tags in a line that was typed. A tag does not end in a mark that closes a sentence."""
    tags: list[str] = []

    def take(found: re.Match[str]) -> str:
        tag = found[1] if found[1] is not None else found[2].rstrip(_CLOSING)
        if not tag.strip():
            return found[0]
        tags.append(tag)
        return ""

    note = _LITERAL.sub("#", _TAG.sub(take, typed)).strip()
    note = "\n".join(line.strip() for line in note.split(LINE_END)) if LINE_END in note else note
    return note, split_tags(",".join(tags))


def note_line(note: str, tags: tuple[str, ...]) -> str:
    """The line that `parse_note` reads as this note and these tags."""
    words = []
    for tag in tags:
        plain = _TAG.fullmatch(f"#{tag}")
        whole = plain is not None and plain[2] is not None and tag == tag.rstrip(_CLOSING)
        words.append(f"#{tag}" if whole else '#"' + tag.replace('"', "”") + '"')
    return " ".join([*filter(None, [_BEGINS.sub("##", _ENDINGS.sub(f" {LINE_END} ", note)).strip()]), *words])
