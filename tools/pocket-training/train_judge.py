"""Trains the classifier that says what a picture shows: tools/Pocket's judge.

    python3 train_judge.py --data DIR HELDOUT-DIR --test DIR --out judge.safetensors

DIR are data sets of the renderer. One must be rendered with --held-out: a judge that has never seen a combination of
colour, subject and background takes it for another (90.5 % right first subjects, 95.6 % with them). --test is a third set, also
with --held-out and of another seed. The network is Judging/JudgeNetwork.cs: keep the two alike.
"""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

import fast_cpu
from dataset import open_dataset, to_tensor
from training import Budget, MovingAverage, Optimizer, StopRequest, Team, autocast, prepare

SIDE = "128x128"
QUESTIONS = {"style": 12, "background": 17, "first kind": 17, "first hue": 10, "second kind": 18, "second hue": 11, "arrangement": 5}
NO_KIND, NO_HUE = 17, 10
BELOW, RIGHT_OF = 1, 3
ARRANGEMENTS = [1, 1, 2, 2, 3, 4]
"""By relation: one over another, beside, inside, on; 0 is one subject alone."""


class Block(nn.Module):
    def __init__(self, inputs: int, outputs: int, stride: int, normalizes: bool) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(32, inputs, 1e-5) if normalizes else None
        self.convolution = nn.Conv2d(inputs, outputs, 3, stride, 1)

    def forward(self, x: Tensor) -> Tensor:
        return self.convolution(x if self.norm is None else F.silu(self.norm(x)))


class Judge(nn.Module):
    """B,3,128,128 in [-1, 1] -> B,90: the scores of each question's answers, one after the other."""

    def __init__(self) -> None:
        super().__init__()
        self.first = nn.Conv2d(3, 32, 3, 2, 1)
        self.blocks = nn.ModuleList([
            Block(32, 64, 2, False), Block(64, 128, 2, True), Block(128, 128, 1, True),
            Block(128, 128, 2, True), Block(128, 128, 1, True), Block(128, 128, 2, True),
        ])
        self.last_norm = nn.GroupNorm(32, 128, 1e-5)
        self.hidden = nn.Linear(4 * 4 * 128, 256)
        self.answers = nn.Linear(256, sum(QUESTIONS.values()))
        self.drop = nn.Dropout(0.1)

    def forward(self, x: Tensor) -> Tensor:
        h = F.silu(self.first(x))
        for block in self.blocks:
            h = block(h)
        h = F.silu(self.last_norm(h)).permute(0, 2, 3, 1).flatten(1)  # the channels last, as the C# side has them
        return self.answers(self.drop(F.silu(self.hidden(h))))


def read_labels(folder: Path) -> np.ndarray:
    """count,7: the answer to each question. Of two subjects the first is the upper, left or inner one."""
    rows = []
    for line in (folder / f"scenes-{SIDE}.jsonl").read_text().splitlines():
        scene = json.loads(line)
        kinds, hues, relation = scene["kinds"], scene["hues"], scene["relation"]
        if relation in (BELOW, RIGHT_OF):
            kinds, hues = kinds[::-1], hues[::-1]
        alone = relation < 0
        rows.append([
            scene["style"], scene["backdrop"], kinds[0], hues[0],
            NO_KIND if alone else kinds[1], NO_HUE if alone else hues[1], 0 if alone else ARRANGEMENTS[relation],
        ])
    return np.array(rows, np.int64)


def pictures_of(folder: Path) -> np.ndarray:
    return next(s.pictures for s in open_dataset(folder).sets if s.name == SIDE)


def picked(sets: list[tuple[np.ndarray, np.ndarray]], chosen: np.ndarray) -> np.ndarray:
    """The pictures of these numbers, counted through all sets."""
    pictures = []
    for number in chosen:
        for part, _ in sets:
            if number < len(part):
                pictures.append(part[number])
                break
            number -= len(part)
    return np.stack(pictures)


@torch.no_grad()
def measure(judge: Judge, folder: Path, device: torch.device) -> list[float]:
    """The share of right answers to each question."""
    judge.eval()
    pictures, labels = pictures_of(folder), read_labels(folder)
    right = np.zeros(len(QUESTIONS))
    for begin in range(0, len(pictures), 100):
        scores = judge(to_tensor(pictures[begin : begin + 100]).to(device)).cpu()
        answers = torch.stack([part.argmax(1) for part in scores.split(list(QUESTIONS.values()), 1)], 1).numpy()
        right += (answers == labels[begin : begin + 100]).sum(0)
    judge.train()
    return list(right / len(pictures))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, nargs="+", help="data sets to learn from")
    parser.add_argument("--begin-with", type=Path, help="a judge that was trained before")
    parser.add_argument("--test", type=Path, required=True, help="a data set rendered with --held-out")
    parser.add_argument("--out", type=Path, required=True, help="the file to write")
    parser.add_argument("--epochs", type=float, default=3)
    parser.add_argument("--batch", type=int, default=32, help="pictures in a batch, in each process")
    parser.add_argument("--lr", type=float, default=1e-3, help="peak of Adam's learning rate")
    parser.add_argument("--matrix-lr", type=float, default=3e-3, help="peak of Muon's learning rate")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()

    device = prepare(arguments.seed)
    judge = Judge().to(device, memory_format=torch.channels_last)
    if arguments.begin_with is not None:
        judge.load_state_dict({name: w.float() for name, w in load_file(arguments.begin_with).items()})
    if device.type == "cpu":
        fast_cpu.accelerate(judge)
    team = Team(device)
    budget, stop = Budget(None, None), StopRequest()
    parameters = list(judge.parameters())
    optimizer = Optimizer(judge, arguments.lr, arguments.matrix_lr, 1e-2, team)
    average = MovingAverage(judge, decay=0.995)
    sets = [(pictures_of(folder), read_labels(folder)) for folder in arguments.data]
    labels = np.concatenate([part for _, part in sets])
    random = np.random.default_rng([arguments.seed, team.rank])
    steps = int(arguments.epochs * len(labels) / arguments.batch / team.size)
    for step in range(steps):
        share = min(1.0, (step + 1) / 50) * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * step / steps)))
        chosen = random.integers(0, len(labels), arguments.batch)
        x = to_tensor(picked(sets, chosen)).to(device)
        # What a model paints is a little soft and noisy: so are these.
        x = x + torch.randn_like(x) * (0.06 * random.random())
        wanted = torch.from_numpy(labels[chosen]).to(device)
        with autocast(device):
            scores = judge(x)
        parts = scores.float().split(list(QUESTIONS.values()), 1)
        loss = sum(F.cross_entropy(part, wanted[:, i], label_smoothing=0.02) for i, part in enumerate(parts))
        loss.backward()
        team.agree(parameters, budget, stop)
        if stop:
            return
        nn.utils.clip_grad_norm_(judge.parameters(), 2.0)
        optimizer.step(share)
        average.update(step)
        if team.leads and ((step + 1) % 100 == 0 or step + 1 == steps):
            print(f"step {step + 1} of {steps} loss {loss.item():.3f}", flush=True)
        if team.leads and ((step + 1) % 500 == 0 or step + 1 == steps):
            with average.applied():
                rates = measure(judge, arguments.test, device)
            print("  ".join(f"{name} {100 * rate:.1f} %" for name, rate in zip(QUESTIONS, rates)), flush=True)

    if not team.leads:
        return
    with average.applied():
        weights = {name: w.detach().cpu().half().contiguous() for name, w in judge.state_dict().items()}
    save_file(weights, arguments.out)


if __name__ == "__main__":
    main()
