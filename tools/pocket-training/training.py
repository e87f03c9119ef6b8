"""What both trainings share: device, budget and learning rate, moving average of the weights, saving and continuing."""

from __future__ import annotations

import contextlib
import math
import os
import signal
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.distributed as distributed
from torch import Tensor, nn

from muon import Muon

SMALLEST_MATRIX = 16
"""Layers with fewer inputs or outputs touch pixels, latents or the like: they are not Muon's."""
SUSPENDED = 8.0
"""So many times as long as usual takes a step during which the process was suspended."""


def prepare(seed: int) -> torch.device:
    """Seeds PyTorch and picks the device: CUDA where there is one, otherwise the CPU."""
    torch.manual_seed(seed)
    np.finfo(np.float64), np.finfo(np.float32)  # looked up now: without denormal numbers NumPy would complain
    torch.set_flush_denormal(True)
    if torch.cuda.is_available():
        torch.backends.cudnn.benchmark = True
        torch.set_float32_matmul_precision("high")
        return torch.device("cuda")
    return torch.device("cpu")


def autocast(device: torch.device) -> contextlib.AbstractContextManager[Any]:
    """bfloat16 on CUDA; a CPU without bfloat16 units stays in float32."""
    return torch.autocast("cuda", torch.bfloat16) if device.type == "cuda" else contextlib.nullcontext()


@dataclass
class Budget:
    """How long a training may take, in minutes or in steps, over all of its continuations.

    A step that takes many times as long as those before it means that the process was suspended (the machine slept, or
    someone needed it): it counts like the others, or the learning rate would sink without anything being learnt.
    `agreed` is the time that all processes of a team go by.
    """

    minutes: float | None
    steps: int | None
    step: int = 0
    elapsed: float = 0.0
    agreed: float | None = None
    _last: float = field(default_factory=time.monotonic)
    _usual: float = math.inf

    def advance(self) -> None:
        """One step was made."""
        now = time.monotonic()
        took, self._last = now - self._last, now
        if took > SUSPENDED * self._usual:
            took = self._usual
        self._usual = took if self._usual == math.inf else 0.9 * self._usual + 0.1 * took
        self.elapsed += took
        self.step += 1

    @property
    def progress(self) -> float:
        """0 at the start, 1 when all is spent."""
        parts = [0.0]
        if self.minutes is not None:
            parts.append((self.elapsed if self.agreed is None else self.agreed) / (60.0 * self.minutes))
        if self.steps is not None:
            parts.append(self.step / self.steps)
        return min(max(parts), 1.0)

    def learning_rate(self, warm_up: int, floor: float = 0.01) -> float:
        """Share of the peak: linear warm-up by steps, then half a cosine by the fraction of the budget that is spent."""
        cosine = floor + (1.0 - floor) * 0.5 * (1.0 + math.cos(math.pi * self.progress))
        return cosine * min(1.0, (self.step + 1) / warm_up)


class Team:
    """Processes that train together, started by torchrun; alone without it.

    On a CPU several processes of one thread each are faster than one of several: no layer waits for the slowest thread.
    """

    def __init__(self, device: torch.device) -> None:
        self.rank = int(os.environ.get("RANK", "0"))
        self.size = int(os.environ.get("WORLD_SIZE", "1"))
        if self.size > 1:
            distributed.init_process_group("nccl" if device.type == "cuda" else "gloo", init_method="env://?use_libuv=0")
            if device.type == "cpu":
                torch.set_num_threads(1)

    @property
    def leads(self) -> bool:
        """Whether this is the process that measures, tells and saves."""
        return self.rank == 0

    def meet(self) -> None:
        """Waits for all processes."""
        if self.size > 1:
            distributed.barrier()

    def total(self, values: Tensor) -> None:
        """Adds the values up over all processes, in place."""
        distributed.all_reduce(values)

    def agree(self, parameters: list[nn.Parameter], budget: Budget, stop: StopRequest) -> None:
        """Averages the gradients and the time spent; stops all where one is asked to."""
        if self.size == 1:
            return
        gradients = [p.grad for p in parameters if p.grad is not None]
        device = gradients[0].device
        shared = torch.cat([g.reshape(-1) for g in gradients] + [torch.tensor([budget.elapsed, float(stop.asked)], device=device)])
        distributed.all_reduce(shared)
        shared /= self.size
        stop.asked = bool(shared[-1] > 0)
        budget.agreed = budget.elapsed = float(shared[-2])
        pieces = shared[:-2].split([g.numel() for g in gradients])
        torch._foreach_copy_(gradients, [piece.view_as(g) for piece, g in zip(pieces, gradients)])


class Optimizer:
    """Muon for matrices and kernels inside the network, AdamW for its first and last layers, embeddings and vectors."""

    def __init__(self, network: nn.Module, lr: float, matrix_lr: float, weight_decay: float, team: Team) -> None:
        embeddings = {id(m.weight) for m in network.modules() if isinstance(m, nn.Embedding)}
        matrices, others = [], []
        for parameter in (p for p in network.parameters() if p.requires_grad):
            inner = parameter.ndim > 1 and min(parameter.shape[:2]) >= SMALLEST_MATRIX
            (matrices if inner and id(parameter) not in embeddings else others).append(parameter)
        self._parts = [
            (Muon(matrices, matrix_lr, weight_decay, team.rank, team.size, team.total), matrix_lr),
            (torch.optim.AdamW(others, lr, betas=(0.9, 0.99), weight_decay=0.0, fused=True), lr),
        ]

    def step(self, share: float) -> None:
        """One step with that share of the peak learning rates; the gradients are then cleared."""
        for part, peak in self._parts:
            for group in part.param_groups:
                group["lr"] = share * peak
            part.step()
            part.zero_grad()

    def state(self) -> list[dict[str, Any]]:
        return [part.state_dict() for part, _ in self._parts]

    def load(self, states: list[dict[str, Any]]) -> None:
        for (part, _), state in zip(self._parts, states):
            part.load_state_dict(state)


class MovingAverage:
    """Exponential moving average of a module's weights, with a decay that starts small."""

    def __init__(self, module: nn.Module, decay: float) -> None:
        self.decay = decay
        self.source = list(module.parameters())
        self.names = [name for name, _ in module.named_parameters()]
        self.weights = [p.detach().clone() for p in self.source]

    def update(self, step: int) -> None:
        decay = min(self.decay, (1.0 + step) / (10.0 + step))
        torch._foreach_lerp_(self.weights, [p.detach() for p in self.source], 1.0 - decay)

    def state(self) -> dict[str, Tensor]:
        return dict(zip(self.names, self.weights))

    def load(self, state: dict[str, Tensor]) -> None:
        for name, weight in zip(self.names, self.weights):
            weight.copy_(state[name])

    @contextlib.contextmanager
    def applied(self):
        """Within, the module has the averaged weights."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    @torch.no_grad()
    def _swap(self) -> None:
        for parameter, weight in zip(self.source, self.weights):
            kept = parameter.detach().clone()
            parameter.copy_(weight)
            weight.copy_(kept)


class StopRequest:
    """Becomes true when the process is asked to end (SIGTERM, SIGINT), so that a step is finished and saved first."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self._ask)
        signal.signal(signal.SIGINT, self._ask)

    def _ask(self, *_: Any) -> None:
        self.asked = True

    def __bool__(self) -> bool:
        return self.asked


def save(file: Path, content: dict[str, Any]) -> None:
    """Writes beside the file first, so that an interrupted save leaves the previous one whole."""
    partial = file.with_name(file.name + ".partial")
    torch.save(content, partial)
    os.replace(partial, file)


class SavedRun:
    """A training on disk: what it needs to go on where it was interrupted."""

    def __init__(self, file: Path, network: nn.Module, optimizer: Optimizer, average: MovingAverage, budget: Budget) -> None:
        self._file = file
        self._network, self._optimizer, self._average, self._budget = network, optimizer, average, budget

    def resume(self, device: torch.device, tells: bool) -> None:
        """Goes on where the file ends, if there is one."""
        if not self._file.exists():
            return
        saved = torch.load(self._file, map_location=device)
        self._network.load_state_dict(saved["network"])
        self._optimizer.load(saved["optimizer"])
        self._average.load(saved["average"])
        self._budget.step, self._budget.elapsed = saved["step"], saved["elapsed"]
        if tells:
            print(f"continues at step {self._budget.step}, {self._budget.elapsed / 60:.1f} min", flush=True)

    def save(self) -> None:
        save(self._file, {
            "network": self._network.state_dict(), "optimizer": self._optimizer.state(), "average": self._average.state(),
            "step": self._budget.step, "elapsed": self._budget.elapsed,
        })
