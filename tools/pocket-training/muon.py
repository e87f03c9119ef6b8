"""Muon: momentum whose update is made orthogonal, for matrices and convolution kernels.

All singular directions of a weight then move at one pace. In trainings of only a few thousand steps that gets a
network to the same loss in far fewer of them than Adam does; everything that is not a matrix stays with Adam.
"""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor

ITERATIONS = 4
COEFFICIENTS = (3.4445, -4.7750, 2.0315)
"""The usual quintic: singular values of 0.05 and more come close to 1, as near as a step needs it."""


def orthogonalize(matrices: Tensor) -> Tensor:
    """K,rows,columns -> the nearest matrices whose singular values are about 1, by Newton-Schulz iterations."""
    a, b, c = COEFFICIENTS
    tall = matrices.shape[1] > matrices.shape[2]
    x = matrices.transpose(1, 2) if tall else matrices
    x = x / x.norm(dim=(1, 2), keepdim=True).clamp(min=1e-12)
    for _ in range(ITERATIONS):
        gram = x @ x.transpose(1, 2)
        x = torch.baddbmm(x, torch.baddbmm(gram, gram, gram, beta=b, alpha=c), x, beta=a)
    return x.transpose(1, 2) if tall else x


class Muon(torch.optim.Optimizer):
    """Updates have a root mean square of 0.2, about Adam's, so that learning rates and decay mean the same as there."""

    def __init__(
        self,
        parameters: list[Tensor],
        lr: float,
        weight_decay: float,
        rank: int = 0,
        size: int = 1,
        total: Callable[[Tensor], None] = lambda flat: None,
    ) -> None:
        """Of `size` processes each does its share of the matrices; `total` adds a tensor up over all of them."""
        super().__init__(parameters, {"lr": lr, "weight_decay": weight_decay, "momentum": 0.95})
        self._rank, self._size, self._total = rank, size, total

    @torch.no_grad()
    def step(self) -> None:
        for group in self.param_groups:
            parameters = [p for p in group["params"] if p.grad is not None]
            momenta = [self._momentum(p) for p in parameters]
            gradients = [p.grad for p in parameters]
            torch._foreach_lerp_(momenta, gradients, 1.0 - group["momentum"])
            ahead = torch._foreach_lerp(gradients, momenta, group["momentum"])
            updates = self._orthogonal(ahead)
            torch._foreach_mul_(parameters, 1.0 - group["lr"] * group["weight_decay"])
            torch._foreach_add_(parameters, updates, alpha=-group["lr"])

    def _momentum(self, parameter: Tensor) -> Tensor:
        state = self.state[parameter]
        if "momentum" not in state:
            state["momentum"] = torch.zeros_like(parameter)
        return state["momentum"]

    def _orthogonal(self, updates: list[Tensor]) -> list[Tensor]:
        """Orthogonal, scaled; matrices of one shape go through together."""
        shapes: dict[tuple[int, int], list[int]] = {}
        for index, update in enumerate(updates):
            shapes.setdefault((len(update), update[0].numel()), []).append(index)
        results: list[Tensor | None] = [None] * len(updates)
        for (rows, columns), indices in shapes.items():
            scale = 0.2 * max(rows, columns) ** 0.5
            mine = indices[self._rank :: self._size]
            if mine:
                done = orthogonalize(torch.stack([updates[i].reshape(rows, columns) for i in mine])).mul_(scale)
                for index, matrix in zip(mine, done):
                    results[index] = matrix
        if self._size > 1:
            flat = torch.cat([
                torch.zeros(u.numel(), device=u.device) if r is None else r.reshape(-1) for r, u in zip(results, updates)
            ])
            self._total(flat)
            results = list(flat.split([u.numel() for u in updates]))
        return [result.reshape(update.shape) for result, update in zip(results, updates)]
