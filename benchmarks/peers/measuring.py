"""What every measurement here shares: options, the clock, lines of JSON, and ways to run a network."""

from __future__ import annotations

import argparse
import json
import math
import statistics
import time
from typing import Any, Callable

import torch
from torch import Tensor, nn

DTYPES = {"float16": torch.float16, "bfloat16": torch.bfloat16, "float32": torch.float32}

Run = Callable[..., Tensor]


class Bench:
    """Options, the clock, and the lines that are printed."""

    def __init__(self, options: argparse.Namespace, precision: str) -> None:
        self.options = options
        self.precision = precision
        self.device = torch.device(options.device)
        self.on_card = self.device.type == "cuda"
        self.dtype = DTYPES[precision]
        self.side = options.side // 8
        self.deadline = math.inf
        self.peak: float | None = None
        self.layout = torch.channels_last if options.layout == "channels-last" else torch.contiguous_format
        self.name = torch.cuda.get_device_name(self.device) if self.on_card else "cpu"

    def tell(self, bench: str, mode: str, **fields: Any) -> None:
        """Prints a line; one with `flops` gets the rate, and its share of the peak where that was measured."""
        line: dict[str, Any] = {"bench": bench, "peer": f"pytorch {torch.__version__}"}
        flops = fields.pop("flops", None)
        line |= {"precision": self.precision, "mode": mode} | fields
        if flops is not None:
            line["gflops"] = flops / fields["seconds"] / 1e9
            if self.peak is not None:
                line |= {"peakGflops": self.peak / 1e9, "share": flops / fields["seconds"] / self.peak}
        print(json.dumps(line | {"device": self.name}), flush=True)

    def begin_part(self) -> None:
        self.deadline = time.monotonic() + self.options.seconds

    def random(self, *shape: int, scale: float = 1.0) -> Tensor:
        x = torch.randn(shape, device=self.device, dtype=self.dtype) * scale
        return x.contiguous(memory_format=self.layout) if x.dim() == 4 else x

    def time(self, run: Callable[[], Any]) -> float:
        """Seconds from an idle device to the end of one run."""
        if not self.on_card:
            start = time.perf_counter()
            run()
            return time.perf_counter() - start
        before, after = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        torch.cuda.synchronize()
        before.record()
        run()
        after.record()
        torch.cuda.synchronize()
        return before.elapsed_time(after) / 1e3

    def measure(self, run: Callable[[], Any], warm_up: int = 2) -> float:
        """The median of --rounds, or of those that the part's time allows, three at least."""
        for _ in range(warm_up):
            run()
        samples: list[float] = []
        for done in range(self.options.rounds):
            if done >= 3 and time.monotonic() >= self.deadline:
                break
            samples.append(self.time(run))
        return statistics.median(samples)

    def attempt(self, bench: str, mode: str, work: Callable[[], None]) -> None:
        """Does one piece of work unless the part's time is over; a failure is told and does not end the rest."""
        if time.monotonic() >= self.deadline:
            self.tell(bench, mode, skipped=f"the part's {self.options.seconds:g} s are over")
            return
        try:
            work()
        except Exception as failure:  # of any kind: memory, compiler, an operator that cannot be captured
            lines = [line.strip() for line in str(failure).splitlines() if line.strip()]
            self.tell(bench, mode, failure=f"{type(failure).__name__}: {' '.join(lines[:3])}")


class Captured:
    """What a function launches, as one CUDA graph; inputs are copied to where the graph reads them."""

    def __init__(self, run: Run, inputs: tuple[Tensor, ...] = ()) -> None:
        self.inputs = [x.clone() for x in inputs]
        aside = torch.cuda.Stream()
        aside.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(aside):
            for _ in range(2):
                run(*self.inputs)
        torch.cuda.current_stream().wait_stream(aside)
        self.graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(self.graph):
            self.output = run(*self.inputs)

    def __call__(self, *inputs: Tensor) -> Tensor:
        for held, given in zip(self.inputs, inputs):
            held.copy_(given)
        self.graph.replay()
        return self.output


def in_mode(network: nn.Module, mode: str, inputs: tuple[Tensor, ...]) -> Run:
    if mode == "eager":
        return network
    if mode == "graph":
        return Captured(network, inputs)
    compiled = torch.compile(network, mode=mode, dynamic=False, fullgraph=True)

    def run(*given: Tensor) -> Tensor:
        torch.compiler.cudagraph_mark_step_begin()
        return compiled(*given)

    return run
