"""The card's limits, and single layers of Stable Diffusion v1's networks under Easel's names."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass
from typing import Callable, Iterator

import torch
import torch.nn.functional as F
from torch import Tensor

from measuring import Bench, Captured, Run

ROTATED_BYTES = 256e6  # five times the second-level cache of an H100 or H200
LAUNCHES = 100


def measure_peak(bench: Bench) -> None:
    """The card's limits: matrix products and copying."""
    size = 256 if bench.options.tiny else 8192
    flops, rates = 2.0 * size**3, {}
    for dtype in (torch.bfloat16, torch.float16):
        a, b = (torch.randn(size, size, device=bench.device).to(dtype) for _ in range(2))
        seconds = bench.measure(lambda: [a @ b for _ in range(10)]) / 10
        rates[dtype] = flops / seconds
        name = f"matmul {size}x{size} -> {size}"
        bench.tell(name, "eager", precision=str(dtype).removeprefix("torch."), seconds=seconds, flops=flops)
    bench.peak = rates.get(bench.dtype)

    count = 1 << (20 if bench.options.tiny else 30)
    source, target = (torch.zeros(count, dtype=torch.uint8, device=bench.device) for _ in range(2))
    seconds = bench.measure(lambda: [target.copy_(source) for _ in range(10)]) / 10
    bench.tell("copy", "eager", precision="uint8", seconds=seconds, gigabytesPerSecond=2 * count / seconds / 1e9)


@dataclass
class Kernel:
    """One operation, and where its operands come from."""

    name: str
    flops: float
    operands: Callable[[], tuple[Tensor, ...]]
    run: Run


def gated(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    value, gate = F.linear(x, weight, bias).chunk(2, dim=-1)
    return value * F.gelu(gate)


def kernels(bench: Bench) -> Iterator[Kernel]:
    shrink = 32 if bench.options.tiny else 1
    random = bench.random

    for side, channels in ((64, 320 // shrink), (32, 640 // shrink), (16, 1280 // shrink), (8, 1280 // shrink)):
        def convolution(side=side, channels=channels):
            return random(2, channels, side, side), random(channels, channels, 3, 3, scale=0.02), random(channels)

        name, flops = f"conv 3x3 2x{side}x{side}x{channels} -> {channels}", 2.0 * 2 * side**2 * channels**2 * 9
        yield Kernel(name, flops, convolution, lambda x, weight, bias: F.conv2d(x, weight, bias, padding=1))
        yield Kernel(f"{name}, no bias", flops, convolution, lambda x, weight, _: F.conv2d(x, weight, padding=1))

    for rows, inputs, outputs, run in (
        (8192 // shrink, 320, 320, F.linear),
        (8192 // shrink, 320, 2560, F.linear),
        (8192 // shrink, 320, 2560, gated),
        (2048 // shrink, 640, 640, F.linear),
        (512 // shrink, 1280, 1280, F.linear),
    ):
        def linear(rows=rows, inputs=inputs, outputs=outputs):
            return random(rows, inputs), random(outputs, inputs, scale=0.05), random(outputs)

        name = f"linear {rows}x{inputs} -> " + (f"{outputs // 2} gated" if run is gated else f"{outputs}")
        yield Kernel(name, 2.0 * rows * inputs * outputs, linear, run)

    for batch, tokens, heads, width in (
        (2, 4096 // shrink, 8, 40),
        (2, 1024 // shrink, 8, 80),
        (2, 256 // shrink, 8, 160),
        (1, 4096 // shrink, 1, 512),
    ):
        def attention(batch=batch, tokens=tokens, heads=heads, width=width):
            projected = (random(batch, tokens, heads * width) for _ in range(3))
            return tuple(x.unflatten(2, (heads, width)).transpose(1, 2) for x in projected)

        name = f"attention {batch}x{tokens}x{tokens} {heads} of {width}"
        flops = 4.0 * batch * tokens**2 * heads * width
        yield Kernel(name, flops, attention, F.scaled_dot_product_attention)


def measure_kernels(bench: Bench) -> None:
    for kernel in kernels(bench):
        bench.attempt(kernel.name, "graph", lambda: measure_kernel(bench, kernel))


def measure_kernel(bench: Bench, kernel: Kernel) -> None:
    first = kernel.operands()
    each = sum(x.nbytes for x in first)
    count = 2 if bench.options.tiny else min(LAUNCHES, math.ceil(ROTATED_BYTES / each) + 1)
    sets = [first, *(kernel.operands() for _ in range(count - 1))]
    launches = count if bench.options.tiny else count * math.ceil(LAUNCHES / count)

    def many() -> Tensor:
        kept: deque[Tensor] = deque(maxlen=count)  # results rotate too
        for launch in range(launches):
            kept.append(kernel.run(*sets[launch % count]))
        return kept[-1]

    run = Captured(many) if bench.on_card else many
    seconds = bench.measure(run) / launches
    bench.tell(kernel.name, "graph" if bench.on_card else "eager", seconds=seconds, flops=kernel.flops)
