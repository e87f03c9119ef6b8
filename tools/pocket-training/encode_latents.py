"""Encodes the data set's pictures once, so that the diffusion training never sees a pixel.

    python3 encode_latents.py --data DIR --out DIR [--count 16000]

Writes OUT/latents-WxH.f16 (training pictures) and OUT/latents-heldout-WxH.f16: count,4,H/8,W/8 float16, the means of the
latents times SD's scale factor, so of mean 0 and variance 1. The means alone are enough: their noise is far smaller.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import load_file

from dataset import open_dataset, to_tensor
from model import Autoencoder
from sizes import read_sizes
from train_autoencoder import PREFIX, SCALE_FACTOR
from training import autocast, prepare

BATCH = 16


def load_autoencoder(file: Path) -> Autoencoder:
    network = Autoencoder(read_sizes().autoencoder)
    network.load_state_dict({name.removeprefix(PREFIX): weight.float() for name, weight in load_file(file).items()})
    return network.eval().requires_grad_(False)


@torch.no_grad()
def encode(network: Autoencoder, pictures: np.ndarray, file: Path, device: torch.device) -> None:
    """Pictures count,H,W,3 uint8 -> the file."""
    with file.with_name(file.name + ".partial").open("wb") as out:
        for begin in range(0, len(pictures), BATCH):
            with autocast(device):
                mean, _ = network.moments(to_tensor(pictures[begin : begin + BATCH]).to(device))
            out.write((mean.float() * SCALE_FACTOR).half().contiguous().cpu().numpy().tobytes())
    file.with_name(file.name + ".partial").rename(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the renderer's data set")
    parser.add_argument("--out", type=Path, required=True, help="where autoencoder.safetensors is, and the latents go")
    parser.add_argument("--count", type=int, help="at most so many training pictures, over all sizes")
    arguments = parser.parse_args()

    device = prepare(seed=0)
    data = open_dataset(arguments.data)
    network = load_autoencoder(arguments.out / "autoencoder.safetensors").to(device, memory_format=torch.channels_last)
    total = sum(s.training_count for s in data.sets)
    share = 1.0 if arguments.count is None else min(1.0, arguments.count / total)
    for s in data.sets:
        encode(network, s.pictures[s.training_count :], arguments.out / f"latents-heldout-{s.name}.f16", device)
        training = s.pictures[: round(share * s.training_count)]
        encode(network, training, arguments.out / f"latents-{s.name}.f16", device)
        print(f"{s.name}: {len(training)} pictures encoded", flush=True)


if __name__ == "__main__":
    main()
