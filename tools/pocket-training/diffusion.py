"""SD's noise schedule and the DDIM sampler with guidance, as `txt2img.py` runs it with eta 0."""

from __future__ import annotations

from typing import Callable

import torch
from torch import Tensor

TIMESTEPS = 1000


def alphas_cumprod() -> Tensor:
    """How much of the picture's variance is left at each of the 1000 time steps, float32."""
    betas = torch.linspace(0.00085**0.5, 0.0120**0.5, TIMESTEPS, dtype=torch.float64) ** 2
    return torch.cumprod(1.0 - betas, dim=0).float()


def ddim_timesteps(steps: int) -> list[int]:
    """The time steps in rising order. Where `steps` does not divide 1000 there is one more, as in the original."""
    return [t + 1 for t in range(0, TIMESTEPS, TIMESTEPS // steps)]


@torch.no_grad()
def sample_ddim(
    predict: Callable[[Tensor, Tensor, Tensor], Tensor],
    x: Tensor,
    condition: Tensor,
    unconditional: Tensor,
    steps: int,
    scale: float,
    on_step: Callable[[int, Tensor], None] = lambda t, x: None,
) -> Tensor:
    """From noise x B,4,h,w to latents. `predict(x, t, context)` gives eps; contexts are B,77,D."""
    alphas = alphas_cumprod()
    times = ddim_timesteps(steps)
    context = torch.cat([unconditional, condition])
    for index in reversed(range(len(times))):
        t = torch.full((2 * len(x),), times[index], device=x.device)
        without, with_text = predict(torch.cat([x, x]), t, context).float().chunk(2)
        eps = without + scale * (with_text - without)
        now = alphas[times[index]]
        previous = alphas[times[index - 1]] if index > 0 else alphas[0]
        original = (x - (1.0 - now).sqrt() * eps) / now.sqrt()
        x = previous.sqrt() * original + (1.0 - previous).sqrt() * eps
        on_step(times[index], x)
    return x
