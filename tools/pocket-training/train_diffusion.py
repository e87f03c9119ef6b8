"""Trains text tower and UNet together, from scratch, on the latents of encode_latents.py.

    python3 train_diffusion.py --data DIR --out DIR --merges FILE --minutes 99

Continues from OUT/diffusion-run.pt where there is one; a new run may begin with a model that was trained before, to
improve it. Every so often it writes OUT/sheet-STEP.png, what the averaged weights paint for prompts.txt. `--finish`
writes OUT/diffusion.safetensors, as the end of the budget does.
"""

from __future__ import annotations

import argparse
import math
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

import fast_cpu
from dataset import DataSet, open_dataset, to_bytes
from diffusion import TIMESTEPS, alphas_cumprod, sample_ddim
from encode_latents import load_autoencoder
from initial import begin_unet
from model import TextTower, UNet
from sizes import read_sizes
from tokenizer import Tokenizer
from train_autoencoder import SCALE_FACTOR
from training import Budget, MovingAverage, Optimizer, SavedRun, StopRequest, Team, autocast, prepare

PREFIXES = {"unet": "model.diffusion_model.", "text": "cond_stage_model.transformer.text_model."}
EMPTY_SHARE = 0.1
SNR_LIMIT = 5.0
"""Time steps with less noise than this signal-to-noise ratio count for less (min-SNR weights)."""


class Denoiser(nn.Module):
    """Both networks that are trained here: noised latents, time steps and token ids B,77 -> eps."""

    def __init__(self, vocabulary: int) -> None:
        super().__init__()
        sizes = read_sizes()
        self.text = TextTower(sizes.text(vocabulary))
        self.unet = UNet(sizes.unet)

    def forward(self, x: Tensor, timesteps: Tensor, ids: Tensor) -> Tensor:
        return self.unet(x, timesteps, self.text(ids))


@dataclass
class LatentSet:
    """Latents of one size: count,4,h,w float16, with the captions' token ids count,K,77."""

    latents: Tensor
    tokens: Tensor


def open_latents(data: DataSet, folder: Path, held_out: bool, device: torch.device) -> list[LatentSet]:
    sets = []
    for s in data.sets:
        file = folder / f"latents-{'heldout-' if held_out else ''}{s.name}.f16"
        latents = torch.from_numpy(np.fromfile(file, np.float16).reshape(-1, 4, s.height // 8, s.width // 8))
        first = s.training_count if held_out else 0
        tokens = torch.from_numpy(s.tokens[first : first + len(latents)].astype(np.int16))
        sets.append(LatentSet(latents.to(device), tokens.to(device)))
    return sets


class Batches:
    """Endless batches of one size each; within a batch the time steps are spread evenly over all there are."""

    def __init__(self, sets: list[LatentSet], empty: Tensor, batch: int, generator: torch.Generator) -> None:
        self._sets, self._empty, self._batch, self._generator = sets, empty, batch, generator
        self._counts = torch.tensor([float(len(s.latents)) for s in sets])

    def next(self) -> tuple[Tensor, Tensor, Tensor]:
        """Latents B,4,h,w float32, token ids B,77, time steps B."""
        random, batch = self._generator, self._batch
        chosen = self._sets[int(torch.multinomial(self._counts, 1, generator=random))]
        device = chosen.latents.device
        picture = torch.randint(len(chosen.latents), (batch,), generator=random).to(device)
        caption = torch.randint(chosen.tokens.shape[1], (batch,), generator=random).to(device)
        ids = chosen.tokens[picture, caption].long()
        ids[(torch.rand(batch, generator=random) < EMPTY_SHARE).to(device)] = self._empty.to(device)
        slots = torch.randperm(batch, generator=random) + torch.rand(batch, generator=random)
        t = (slots * (TIMESTEPS / batch)).long().clamp_(max=TIMESTEPS - 1).to(device)
        return chosen.latents[picture].float(), ids, t


def add_noise(x: Tensor, noise: Tensor, alphas: Tensor, t: Tensor) -> Tensor:
    alpha = alphas[t][:, None, None, None]
    noised = alpha.sqrt() * x + (1.0 - alpha).sqrt() * noise
    return noised.contiguous(memory_format=torch.channels_last)


def weighted_loss(eps: Tensor, noise: Tensor, alphas: Tensor, t: Tensor) -> Tensor:
    """Squared error of eps with min-SNR weights, mean over the batch."""
    snr = alphas[t] / (1.0 - alphas[t])
    weights = snr.clamp(max=SNR_LIMIT) / snr
    return (weights * F.mse_loss(eps.float(), noise, reduction="none").mean(dim=(1, 2, 3))).mean()


@torch.no_grad()
def measure(network: Denoiser, sets: list[LatentSet], alphas: Tensor, device: torch.device) -> float:
    """The same loss on held-out pictures with always the same noise and evenly spread time steps."""
    random = torch.Generator().manual_seed(0)
    losses = []
    for s in sets:
        x = s.latents.float()
        noise = torch.randn(x.shape, generator=random).to(device)
        t = torch.linspace(0, TIMESTEPS - 1, len(x)).long().to(device)
        with autocast(device):
            eps = network(add_noise(x, noise, alphas, t), t, s.tokens[:, 0].long())
        losses.append(weighted_loss(eps, noise, alphas, t).item())
    return float(np.mean(losses))


class SampleSheet:
    """What the network paints for fixed prompts and fixed noise, as one PNG."""

    def __init__(
        self, prompts: Path, merges: Path, vocabulary: int, folder: Path, empty: Tensor, device: torch.device
    ) -> None:
        tokenizer = Tokenizer(merges)
        if len(tokenizer) != vocabulary:
            raise SystemExit(
                f"{merges} makes a vocabulary of {len(tokenizer)}, the data set was written with one of {vocabulary}: "
                "give --merges the file that was rendered with the data set"
            )
        self._lines = [line for line in prompts.read_text().splitlines() if line]
        self._ids = torch.tensor([tokenizer.encode(line) for line in self._lines], device=device)
        self._empty, self._folder, self._device = empty.to(device), folder, device
        self._decoder = load_autoencoder(folder / "autoencoder.safetensors").to(device)

    @torch.no_grad()
    def paint(self, network: Denoiser, step: int) -> None:
        count = len(self._ids)
        x = torch.randn((count, 4, 16, 16), generator=torch.Generator().manual_seed(0)).to(self._device)
        condition = network.text(self._ids)
        unconditional = network.text(self._empty[None]).expand(count, -1, -1)
        latents = sample_ddim(network.unet, x, condition, unconditional, steps=20, scale=7.5)
        pictures = to_bytes(torch.cat([self._decoder.decode(z / SCALE_FACTOR) for z in latents.split(4)]))
        columns = math.ceil(math.sqrt(count))
        sheet = Image.new("RGB", (columns * 132, math.ceil(count / columns) * 132), "white")
        for index, picture in enumerate(pictures):
            sheet.paste(Image.fromarray(picture), (index % columns * 132 + 2, index // columns * 132 + 2))
        sheet.save(self._folder / f"sheet-{step:06}.png")


def begin_with(network: Denoiser, file: Path) -> None:
    weights = load_file(file)
    for part, prefix in PREFIXES.items():
        own = {name.removeprefix(prefix): w.float() for name, w in weights.items() if name.startswith(prefix)}
        network.get_submodule(part).load_state_dict(own)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the renderer's data set")
    parser.add_argument("--out", type=Path, required=True, help="where the latents are, and the run is saved")
    parser.add_argument("--merges", type=Path, required=True, help="the vocabulary's merges.txt")
    parser.add_argument("--minutes", type=float, help="budget in minutes, over all continuations")
    parser.add_argument("--steps", type=int, help="budget in steps, over all continuations")
    parser.add_argument("--batch", type=int, default=32, help="pictures in a batch, in each process")
    parser.add_argument("--lr", type=float, default=1e-3, help="peak of Adam's learning rate")
    parser.add_argument("--matrix-lr", type=float, default=4e-3, help="peak of Muon's learning rate")
    parser.add_argument("--seed", type=int, default=2)
    parser.add_argument("--prompts", type=Path, default=Path(__file__).with_name("prompts.txt"))
    parser.add_argument("--measure-every", type=int, default=250, help="steps between two measurements")
    parser.add_argument("--sheet-minutes", type=float, default=8.0)
    parser.add_argument("--save-minutes", type=float, default=4.0)
    parser.add_argument("--begin-with", type=Path, help="an exported model whose text tower and UNet a new run begins with")
    parser.add_argument("--compile", action="store_true", help="fuse with torch.compile; needs a C++ compiler")
    parser.add_argument("--finish", action="store_true", help="train no more: write the result of the last save")
    arguments = parser.parse_args()
    if arguments.minutes is None and arguments.steps is None and not arguments.finish:
        parser.error("no budget: give --minutes or --steps")

    device = prepare(arguments.seed)
    data = open_dataset(arguments.data)
    empty = data.empty_prompt()
    alphas = alphas_cumprod().to(device)
    network = Denoiser(data.vocabulary)
    begin_unet(network.unet)
    if arguments.begin_with is not None:
        begin_with(network, arguments.begin_with)
    network.to(device, memory_format=torch.channels_last)
    if device.type == "cpu":
        fast_cpu.accelerate(network)
    team = Team(device)
    optimizer = Optimizer(network, arguments.lr, arguments.matrix_lr, 0.01, team)
    average = MovingAverage(network, decay=0.998)
    budget = Budget(arguments.minutes, arguments.steps)
    run = arguments.out / "diffusion-run.pt"
    saved = SavedRun(run, network, optimizer, average, budget)
    saved.resume(device, team.leads)

    seed = arguments.seed * 1_000_003 + budget.step + 7919 * team.rank
    torch.manual_seed(seed)
    generator = torch.Generator().manual_seed(seed)
    parameters = list(network.parameters())
    batches = Batches(open_latents(data, arguments.out, False, device), empty, arguments.batch, generator)
    held_out = open_latents(data, arguments.out, True, device)
    sheet = SampleSheet(arguments.prompts, arguments.merges, data.vocabulary, arguments.out, empty, device)
    predict = torch.compile(network) if arguments.compile else network
    stop = StopRequest()
    last_save = last_sheet = budget.elapsed
    running = 0.0
    while budget.progress < 1.0 and not stop and not arguments.finish:
        x, ids, t = batches.next()
        noise = torch.randn_like(x)
        with autocast(device):
            eps = predict(add_noise(x, noise, alphas, t), t, ids)
        loss = weighted_loss(eps, noise, alphas, t)
        loss.backward()
        team.agree(parameters, budget, stop)
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimizer.step(budget.learning_rate(warm_up=60))
        average.update(budget.step)
        budget.advance()

        running = loss.item() if running == 0.0 else 0.98 * running + 0.02 * loss.item()
        if team.leads and budget.step % 50 == 0:
            pace = budget.elapsed / budget.step
            print(f"step {budget.step:6} {budget.elapsed / 60:6.1f} min {pace:.2f} s/step loss {running:.4f}", flush=True)
        if team.leads and budget.step % arguments.measure_every == 0:
            with average.applied():
                print(f"step {budget.step:6} held-out loss {measure(network, held_out, alphas, device):.4f}", flush=True)
        if team.leads and budget.elapsed - last_sheet > 60.0 * arguments.sheet_minutes:
            with average.applied():
                sheet.paint(network, budget.step)
            last_sheet = budget.elapsed
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
        print(f"finished: held-out loss {measure(network, held_out, alphas, device):.4f}", flush=True)
        sheet.paint(network, budget.step)
        weights = {PREFIXES[name.split(".")[0]] + name.partition(".")[2]: w.detach().cpu().contiguous()
                   for name, w in network.state_dict().items()}
        save_file(weights, arguments.out / "diffusion.safetensors")


if __name__ == "__main__":
    main()
