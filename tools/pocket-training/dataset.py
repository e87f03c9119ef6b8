"""The renderer's data set: pictures and token ids as memory maps, one set for each picture size."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor

HELD_OUT = 64
"""How many pictures at the end of each set are never trained on but measured."""


@dataclass
class PictureSet:
    """All pictures of one size. `pictures` is count,H,W,3 uint8, `tokens` is count,K,77 uint16."""

    name: str
    width: int
    height: int
    pictures: np.ndarray
    tokens: np.ndarray

    @property
    def count(self) -> int:
        return len(self.pictures)

    @property
    def training_count(self) -> int:
        """Pictures before this index are trained on; the rest is held out."""
        return max(self.count - HELD_OUT, self.count // 2)


@dataclass
class DataSet:
    vocabulary: int
    start: int
    end: int
    positions: int
    sets: list[PictureSet]

    def empty_prompt(self) -> Tensor:
        """The token ids of the empty prompt, 77."""
        ids = torch.full((self.positions,), self.end)
        ids[0] = self.start
        return ids


def open_dataset(folder: Path) -> DataSet:
    about = json.loads((folder / "dataset.json").read_text())
    positions, captions = about["positions"], about["captions_per_picture"]
    sets = []
    for entry in about["sets"]:
        name, width, height, count = entry["name"], entry["width"], entry["height"], entry["count"]
        pictures = np.memmap(folder / f"pictures-{name}.u8", np.uint8, "r", shape=(count, height, width, 3))
        tokens = np.memmap(folder / f"tokens-{name}.u16", "<u2", "r", shape=(count, captions, positions))
        sets.append(PictureSet(name, width, height, pictures, tokens))
    return DataSet(about["vocabulary"], about["start"], about["end"], positions, sets)


def to_tensor(pictures: np.ndarray) -> Tensor:
    """B,H,W,3 uint8 -> B,3,H,W float32 in [-1, 1], channels last in memory."""
    return torch.from_numpy(np.array(pictures)).permute(0, 3, 1, 2).float().div_(127.5).sub_(1.0)


def to_bytes(pictures: Tensor) -> np.ndarray:
    """B,3,H,W about [-1, 1] -> B,H,W,3 uint8, rounded."""
    scaled = (pictures.float().clamp(-1.0, 1.0) + 1.0).mul(127.5).round()
    return scaled.byte().permute(0, 2, 3, 1).cpu().numpy()
