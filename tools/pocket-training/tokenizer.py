"""CLIP's byte-pair tokenizer with a merges list of our own: text -> 77 token ids."""

from __future__ import annotations

import html
import re
import unicodedata
from pathlib import Path

POSITIONS = 77
SPECIAL = ["<|startoftext|>", "<|endoftext|>"]
CONTRACTIONS = ("'re", "'ve", "'ll", "'s", "'t", "'m", "'d")


def byte_symbols() -> tuple[list[str], list[int]]:
    """A printable character for each byte and the bytes, both in the order in which CLIP numbers them.

    Bytes that Latin-1 prints stand for themselves and come first; the others get characters from 256 upwards.
    """
    printable = [*range(0x21, 0x7F), *range(0xA1, 0xAD), *range(0xAE, 0x100)]
    others = [byte for byte in range(256) if byte not in printable]
    symbols = {byte: chr(byte) for byte in printable} | {byte: chr(256 + i) for i, byte in enumerate(others)}
    return [symbols[byte] for byte in printable + others], printable + others


def kind(character: str) -> str:
    """L for letters, N for numbers, S for white space, anything else P."""
    if character.isspace():
        return "S"
    category = unicodedata.category(character)[0]
    return category if category in "LN" else "P"


def split_words(text: str) -> list[str]:
    """Special tokens, English contractions, runs of letters, single digits, runs of anything else."""
    words, at = [], 0
    while at < len(text):
        known = next((w for w in (*SPECIAL, *CONTRACTIONS) if text.startswith(w, at)), None)
        if known is not None:
            words.append(known)
            at += len(known)
            continue
        first, begin = kind(text[at]), at
        at += 1
        while first in "LP" and at < len(text) and kind(text[at]) == first:
            at += 1
        if first != "S":
            words.append(text[begin:at])
    return words


class Tokenizer:
    """Ids are 256 bytes, 256 bytes that end a word, the merges in order, start, end."""

    def __init__(self, merges_file: Path) -> None:
        symbols, order = byte_symbols()
        self._byte_symbol = dict(zip(order, symbols))
        lines = merges_file.read_text(encoding="utf-8").splitlines()[1:]
        pairs = [tuple(line.split(" ")) for line in lines if line]
        self._ranks = {pair: rank for rank, pair in enumerate(pairs)}
        vocabulary = symbols + [s + "</w>" for s in symbols] + [first + second for first, second in pairs] + SPECIAL
        self._ids = {symbol: index for index, symbol in enumerate(vocabulary)}
        self.start, self.end = len(vocabulary) - 2, len(vocabulary) - 1

    def __len__(self) -> int:
        return len(self._ids)

    def encode(self, text: str) -> list[int]:
        """Exactly 77 ids: start, the text cut to 75, end up to the last."""
        clean = re.sub(r"\s+", " ", html.unescape(html.unescape(text))).strip().lower()
        ids = [index for word in split_words(clean) for index in self._word(word)][: POSITIONS - 2]
        return [self.start, *ids] + [self.end] * (POSITIONS - 1 - len(ids))

    def _word(self, word: str) -> list[int]:
        if word in SPECIAL:
            return [self._ids[word]]
        parts = [self._byte_symbol[byte] for byte in word.encode("utf-8")]
        parts[-1] += "</w>"
        while len(parts) > 1:
            best = min(zip(parts, parts[1:]), key=lambda pair: self._ranks.get(pair, len(self._ranks)))
            if best not in self._ranks:
                break
            merged, at = [], 0
            while at < len(parts):
                if tuple(parts[at : at + 2]) == best:
                    merged.append(parts[at] + parts[at + 1])
                    at += 2
                else:
                    merged.append(parts[at])
                    at += 1
            parts = merged
        return [self._ids[part] for part in parts]
