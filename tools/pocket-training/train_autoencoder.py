"""Trains the KL autoencoder on crops and whole pictures of the data set.

    python3 train_autoencoder.py --data DIR --out DIR --minutes 25
    python3 train_autoencoder.py --data DIR --out DIR --minutes 20 --decoder-only

The first writes OUT/autoencoder.safetensors (averaged weights) and continues from OUT/autoencoder-run.pt where there is
one. The second loads that file, leaves the encoder as it is (so latents stay valid) and improves the decoder alone.
"""

from __future__ import annotations

import argparse
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

import fast_cpu
from dataset import DataSet, PictureSet, open_dataset, to_bytes, to_tensor
from initial import begin_autoencoder
from model import Autoencoder
from sizes import read_sizes
from training import Budget, MovingAverage, Optimizer, SavedRun, StopRequest, Team, autocast, prepare

PREFIX = "first_stage_model."
SCALE_FACTOR = 0.18215
CROP = 64


def sample_pictures(data: DataSet, random: np.random.Generator, batch: int, whole: bool) -> Tensor:
    """Training pictures of one set (chosen by its size), whole or as crops of 64x64: B,3,H,W."""
    counts = np.array([s.training_count for s in data.sets], np.float64)
    chosen: PictureSet = data.sets[random.choice(len(data.sets), p=counts / counts.sum())]
    indices = random.integers(0, chosen.training_count, batch)
    if whole:
        return to_tensor(chosen.pictures[np.sort(indices)])
    crops = []
    for index in indices:
        y, x = random.integers(0, chosen.height - CROP + 1), random.integers(0, chosen.width - CROP + 1)
        crops.append(chosen.pictures[index, y : y + CROP, x : x + CROP])
    return to_tensor(np.stack(crops))


def differences(pictures: Tensor) -> tuple[Tensor, Tensor]:
    """Each pixel minus its left and its upper neighbour."""
    return pictures[..., :, 1:] - pictures[..., :, :-1], pictures[..., 1:, :] - pictures[..., :-1, :]


def reconstruction_loss(actual: Tensor, wanted: Tensor) -> Tensor:
    """L1 for edges, squares for the flat areas' tint, and L1 of the finite differences for sharpness."""
    error = actual.float() - wanted
    gradient = sum(difference.abs().mean() for difference in differences(error))
    return error.abs().mean() + error.square().mean() + 0.5 * gradient


def divergence(mean: Tensor, log_variance: Tensor) -> Tensor:
    """KL divergence to the unit normal, mean over the latents' elements."""
    return 0.5 * (mean.square() + log_variance.exp() - 1.0 - log_variance).mean()


@torch.no_grad()
def measure(network: Autoencoder, data: DataSet, device: torch.device, per_set: int) -> float:
    """PSNR in dB over held-out whole pictures, of the bytes one would save; latents are the means."""
    decibels = []
    for pictures in (s.pictures[s.training_count :][:per_set] for s in data.sets):
        with autocast(device):
            decoded = to_bytes(network.decode(network.moments(to_tensor(pictures).to(device))[0]))
        squares = np.square(decoded.astype(np.float32) - pictures).mean(axis=(1, 2, 3))
        decibels += [10.0 * math.log10(255.0**2 / max(float(square), 0.01)) for square in squares]
    return float(np.mean(decibels))


@torch.no_grad()
def normalize_latents(network: Autoencoder, data: DataSet, device: torch.device, per_set: int = 192) -> None:
    """Folds the latents' mean and scale into quant_conv and post_quant_conv.

    SD multiplies latents by scale_factor before diffusion. Here the fold makes that product have mean 0 and variance 1
    in each channel with SD's own scale_factor, so that a reader which never sees our config is right as well. Both are
    convolutions of 1x1, so the autoencoder as a whole computes exactly what it did before.
    """
    latents = []
    for pictures in (s.pictures[: min(per_set, s.training_count)] for s in data.sets):
        for begin in range(0, len(pictures), 16):
            with autocast(device):
                mean, _ = network.moments(to_tensor(pictures[begin : begin + 16]).to(device))
            latents.append(mean.float().permute(1, 0, 2, 3).flatten(1))
    z = torch.cat(latents, dim=1)  # 4, all positions of all pictures
    shift, scale = z.mean(dim=1), z.std(dim=1) * SCALE_FACTOR
    channels = len(scale)
    quant, post = network.quant_conv, network.post_quant_conv
    quant.weight[:channels] /= scale[:, None, None, None]
    quant.bias[:channels] = (quant.bias[:channels] - shift) / scale
    quant.bias[channels:] -= 2.0 * scale.log()  # a variance shrinks with the square
    post.bias += post.weight[:, :, 0, 0] @ shift
    post.weight *= scale[None, :, None, None]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the renderer's data set")
    parser.add_argument("--out", type=Path, required=True, help="where the run is saved and continued")
    parser.add_argument("--minutes", type=float, help="budget in minutes, over all continuations")
    parser.add_argument("--steps", type=int, help="budget in steps, over all continuations")
    parser.add_argument("--batch", type=int, default=4, help="crops in a batch, in each process; whole pictures are a quarter as many")
    parser.add_argument("--lr", type=float, default=1.2e-3, help="peak of Adam's learning rate")
    parser.add_argument("--matrix-lr", type=float, default=3e-3, help="peak of Muon's learning rate")
    parser.add_argument("--kl", type=float, default=1e-4, help="weight of the divergence per latent element")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--measure-every", type=int, default=250, help="steps between two measurements")
    parser.add_argument("--save-minutes", type=float, default=3.0)
    parser.add_argument("--decoder-only", action="store_true", help="improve the finished autoencoder's decoder")
    parser.add_argument("--finish", action="store_true", help="train no more: write the result of the last save")
    arguments = parser.parse_args()
    if arguments.minutes is None and arguments.steps is None and not arguments.finish:
        parser.error("no budget: give --minutes or --steps")

    device = prepare(arguments.seed)
    data = open_dataset(arguments.data)
    arguments.out.mkdir(parents=True, exist_ok=True)
    result = arguments.out / "autoencoder.safetensors"
    run = arguments.out / ("decoder-run.pt" if arguments.decoder_only else "autoencoder-run.pt")

    network = Autoencoder(read_sizes().autoencoder)
    begin_autoencoder(network)
    network.to(device, memory_format=torch.channels_last)
    if arguments.decoder_only:
        network.load_state_dict({name.removeprefix(PREFIX): w for name, w in load_file(result).items()})
        network.encoder.requires_grad_(False)
        network.quant_conv.requires_grad_(False)
    if device.type == "cpu":
        fast_cpu.accelerate(network)
    team = Team(device)
    optimizer = Optimizer(network, arguments.lr, arguments.matrix_lr, 1e-4, team)
    average = MovingAverage(network, decay=0.995)
    budget = Budget(arguments.minutes, arguments.steps)
    saved = SavedRun(run, network, optimizer, average, budget)
    saved.resume(device, team.leads)

    random = np.random.default_rng([arguments.seed, budget.step, team.rank])
    torch.manual_seed(arguments.seed + budget.step + 7919 * team.rank)
    parameters = [p for p in network.parameters() if p.requires_grad]
    stop = StopRequest()
    last_save = budget.elapsed
    running = 0.0
    while budget.progress < 1.0 and not stop and not arguments.finish:
        # Norms and attention see all of a picture: some whole ones throughout, and nothing else at the end.
        whole = budget.progress > 0.8 or budget.step % 4 == 3
        batch = max(1, arguments.batch // 4) if whole else arguments.batch
        pictures = sample_pictures(data, random, batch, whole).to(device)
        with autocast(device):
            mean, log_variance = network.moments(pictures)
            latents = mean + torch.randn_like(mean) * (0.5 * log_variance).exp()
            decoded = network.decode(latents)
        loss = reconstruction_loss(decoded, pictures) + arguments.kl * divergence(mean.float(), log_variance.float())
        loss.backward()
        team.agree(parameters, budget, stop)
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimizer.step(budget.learning_rate(warm_up=30))
        average.update(budget.step)
        budget.advance()

        running = loss.item() if running == 0.0 else 0.98 * running + 0.02 * loss.item()
        if team.leads and budget.step % 50 == 0:
            print(
                f"step {budget.step:6} {budget.elapsed / 60:6.1f} min {budget.elapsed / budget.step:.2f} s/step "
                f"loss {running:.4f} std {(0.5 * log_variance).exp().mean().item():.3f} of {mean.std().item():.3f}",
                flush=True,
            )
        if team.leads and budget.step % arguments.measure_every == 0:
            with average.applied():
                print(f"step {budget.step:6} held-out PSNR {measure(network, data, device, 8):.2f} dB", flush=True)
        if team.leads and budget.elapsed - last_save > 60.0 * arguments.save_minutes:
            saved.save()
            last_save = budget.elapsed

    if not team.leads:
        return
    if not arguments.finish:
        saved.save()
    if stop:
        return
    with average.applied():
        if not arguments.decoder_only:
            normalize_latents(network, data, device)
        print(f"finished: held-out PSNR {measure(network, data, device, 32):.2f} dB", flush=True)
        weights = {PREFIX + name: w.detach().cpu().contiguous() for name, w in network.state_dict().items()}
        save_file(weights, result)


if __name__ == "__main__":
    main()
