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

import fast_cpu
from dataset import open_dataset, to_tensor
from model import Autoencoder
from sizes import read_sizes
from train_autoencoder import PREFIX, SCALE_FACTOR
from training import Team, autocast, prepare

BATCH = 16


def load_autoencoder(file: Path) -> Autoencoder:
    network = Autoencoder(read_sizes().autoencoder)
    network.load_state_dict({name.removeprefix(PREFIX): weight.float() for name, weight in load_file(file).items()})
    return network.eval().requires_grad_(False)


@torch.no_grad()
def encode(network: Autoencoder, pictures: np.ndarray, file: Path, device: torch.device, team: Team) -> None:
    """Pictures count,H,W,3 uint8 -> the file; each process of the team takes its share of the batches."""
    count, height, width, _ = pictures.shape
    partial = file.with_name(file.name + ".partial")
    if team.leads:
        with partial.open("wb") as out:
            out.truncate(count * 4 * (height // 8) * (width // 8) * np.dtype(np.float16).itemsize)
    team.meet()
    latents = np.memmap(partial, np.float16, "r+", shape=(count, 4, height // 8, width // 8))
    for begin in range(team.rank * BATCH, count, team.size * BATCH):
        with autocast(device):
            mean, _ = network.moments(to_tensor(pictures[begin : begin + BATCH]).to(device))
        latents[begin : begin + BATCH] = (mean.float() * SCALE_FACTOR).half().cpu().numpy()
    latents.flush()
    team.meet()
    if team.leads:
        partial.rename(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the renderer's data set")
    parser.add_argument("--out", type=Path, required=True, help="where autoencoder.safetensors is, and the latents go")
    parser.add_argument("--count", type=int, help="at most so many training pictures, over all sizes")
    arguments = parser.parse_args()

    device = prepare(seed=0)
    team = Team(device)
    data = open_dataset(arguments.data)
    network = load_autoencoder(arguments.out / "autoencoder.safetensors").to(device, memory_format=torch.channels_last)
    if device.type == "cpu":
        fast_cpu.accelerate(network)
    total = sum(s.training_count for s in data.sets)
    share = 1.0 if arguments.count is None else min(1.0, arguments.count / total)
    for s in data.sets:
        encode(network, s.pictures[s.training_count :], arguments.out / f"latents-heldout-{s.name}.f16", device, team)
        training = s.pictures[: round(share * s.training_count)]
        encode(network, training, arguments.out / f"latents-{s.name}.f16", device, team)
        if team.leads:
            print(f"{s.name}: {len(training)} pictures encoded", flush=True)


if __name__ == "__main__":
    main()
