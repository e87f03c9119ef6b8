"""Reads sizes.yaml."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

from model import AutoencoderConfig, TextConfig, UNetConfig

HEAD_WIDTH = 64
DEFAULT_FILE = Path(__file__).with_name("sizes.yaml")


@dataclass
class Sizes:
    autoencoder: AutoencoderConfig
    unet: UNetConfig
    text_layers: int

    def text(self, vocabulary: int) -> TextConfig:
        """The text tower's sizes with that many tokens."""
        width = self.unet.context_dim
        return TextConfig(vocabulary, width, self.text_layers, width // HEAD_WIDTH)


def read_sizes(file: Path = DEFAULT_FILE) -> Sizes:
    raw = yaml.safe_load(file.read_text())
    return Sizes(AutoencoderConfig(**raw["autoencoder"]), UNetConfig(**raw["unet"]), raw["text"]["layers"])
