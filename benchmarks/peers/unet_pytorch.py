"""Stable Diffusion v1.4 in PyTorch on one card, beside Easel's benchmarks: same shapes, same work, random weights.

    python3 benchmarks/peers/unet_pytorch.py                                  # all parts in float16
    python3 benchmarks/peers/unet_pytorch.py --only kernels --precision bfloat16
    python3 benchmarks/peers/unet_pytorch.py --only unet,vae,image --modes graph,max-autotune --large
    python3 benchmarks/peers/unet_pytorch.py --device cpu --tiny              # tries the script without a card

It needs PyTorch, and for the compiled modes Triton with a C compiler; no network, no diffusers, no weights. The
networks are those of tools/pocket-training/model.py at v1.4's numbers; check_goldens.py there asserts that they
compute what the original does. Memory is channels-last and attention is scaled_dot_product_attention.

One JSON object per line, printed as soon as it is measured, under the names that Easel.Benchmarks has. `seconds` is
the median of CUDA events after warm-up. `gflops` counts convolutions as direct ones, linear layers and attention, as
Easel does. `share` is that of the product of matrices in the same precision, where `peak` came first.

    peak     products of two 8192x8192 matrices in bfloat16 and float16; a copy of 1 GiB, bytes read and written
    kernels  single layers, each from a CUDA graph of many launches, so that launching costs nothing. Launches rotate
             among sets of operands of 256 MB together, so that none is in the card's cache, as in a step none of the
             weights is. Attention reads what lies in memory as the network's projections leave it. The gated layer
             is three operations here
    unet     one guided step: batch 2, latent 64x64; one of five in a row, as in sampling. Attention's keys and values
             of the prompt are part of it, which Easel computes once per run
    vae      one latent to a picture of 512x512
    image    50 DDIM steps with guidance 7.5, decoding, 8-bit pixels on the host, in the modes that were fastest,
             which is why unet and vae come with it. The text encoder is left out. --large: also eight pictures in
             one batch

Modes: eager; graph, which is eager captured in a CUDA graph; reduce-overhead and max-autotune, which are torch.compile
with CUDA graphs. Compiling takes a minute or more for each network and batch; `compileSeconds` says how long it took.
A part begins no further measurement after --seconds, but what began is measured at least three times. What fails or
is left out is a line with `failure` or `skipped`.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import defaultdict
from pathlib import Path
from typing import Callable

import torch
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel
from torch.utils.flop_counter import FlopCounterMode

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "tools" / "pocket-training"))
from diffusion import sample_ddim  # noqa: E402
from kernels import measure_kernels, measure_peak  # noqa: E402
from measuring import DTYPES, Bench, Run, in_mode  # noqa: E402
from model import POSITIONS, AutoencoderConfig, Decoder, UNet, UNetConfig  # noqa: E402

PARTS = ("peak", "kernels", "unet", "vae", "image")
MODES = ("eager", "graph", "reduce-overhead", "max-autotune")

UNET_PARAMETERS = 859_520_964
DECODER_PARAMETERS = 49_490_179 + 20  # with the 1x1 convolution before it
TINY_UNET = UNetConfig(32, channel_mult=[1, 2], num_res_blocks=1, attention_resolutions=[1], num_heads=4, context_dim=64)
TINY_AUTOENCODER = AutoencoderConfig(ch=32, ch_mult=[1, 1, 2, 2], num_res_blocks=1)

GUIDANCE = 7.5
LATENT_SCALE = 0.18215
STEPS_IN_A_ROW = 5
LARGE_BATCH = 8


class Networks:
    """The UNet and the decoder, and how fast each mode was at each number of pictures."""

    def __init__(self, bench: Bench) -> None:
        self.bench = bench
        tiny = bench.options.tiny
        self.config = TINY_UNET if tiny else UNetConfig()
        autoencoder = TINY_AUTOENCODER if tiny else AutoencoderConfig()
        with torch.device("meta"):
            self.parts = {"unet": UNet(self.config), "vae": nn.Sequential(nn.Conv2d(4, 4, 1), Decoder(autoencoder))}
        for name, expected in (("unet", UNET_PARAMETERS), ("vae", DECODER_PARAMETERS)):
            found = sum(p.numel() for p in self.parts[name].parameters())
            if found != expected and not tiny:
                raise SystemExit(f"{name} has {found:,} parameters; Stable Diffusion v1.4 has {expected:,}.")
        self.flops = {name: self.count_flops(name) for name in self.parts}
        self.parts = {name: self.filled(part) for name, part in self.parts.items()}
        self.measured: defaultdict[tuple[str, int], list[tuple[float, str, Run]]] = defaultdict(list)

    def count_flops(self, name: str) -> float:
        """Of one guided step, or of one latent's decoding; counted on shapes alone."""
        inputs = [x.float() if x.is_floating_point() else x for x in self.inputs(name, 1)]
        with sdpa_kernel(SDPBackend.MATH), FlopCounterMode(display=False) as counter:
            self.parts[name](*(x.to("meta") for x in inputs))
        return float(counter.get_total_flops())

    def filled(self, network: nn.Module) -> nn.Module:
        """Weights that keep the size of what flows through; none is zero, for products with zeros take less power."""
        network = network.to(self.bench.dtype).to_empty(device=self.bench.device)
        for parameter in network.parameters():
            if parameter.dim() == 1:
                parameter.normal_(std=0.02)
            else:
                parameter.normal_(std=parameter[0].numel() ** -0.5)
        for module in network.modules():
            if isinstance(module, (nn.GroupNorm, nn.LayerNorm)):
                module.weight.add_(1.0)
        return network.to(memory_format=self.bench.layout).eval()

    def contexts(self, count: int) -> Tensor:
        return self.bench.random(count, POSITIONS, self.config.context_dim)

    def inputs(self, name: str, batch: int) -> tuple[Tensor, ...]:
        """For so many pictures; guidance doubles them in the UNet."""
        side = self.bench.side
        if name == "vae":
            return (self.bench.random(batch, 4, side, side),)
        times = torch.full((2 * batch,), 501, device=self.bench.device)
        return self.bench.random(2 * batch, 4, side, side), times, self.contexts(2 * batch)

    def measure(self, name: str) -> None:
        for mode in self.bench.options.modes:
            self.bench.attempt(name, mode, lambda: self.measure_mode(name, 1, mode))

    def measure_mode(self, name: str, batch: int, mode: str) -> None:
        inputs = self.inputs(name, batch)
        start = time.monotonic()
        run = in_mode(self.parts[name], mode, inputs)
        result = run(*inputs)
        finite = bool(result.isfinite().all())
        preparation = time.monotonic() - start
        if not finite:
            raise ArithmeticError("the result is not finite")

        in_a_row = STEPS_IN_A_ROW if name == "unet" else 1
        seconds = self.bench.measure(lambda: [run(*inputs) for _ in range(in_a_row)]) / in_a_row
        more = {"compileSeconds": preparation} if mode in MODES[2:] else {}
        self.bench.tell(name, mode, seconds=seconds, flops=batch * self.flops[name], batch=len(inputs[0]), **more)
        self.measured[name, batch].append((seconds, mode, run))

    def fastest(self, name: str, batch: int) -> tuple[str, Run]:
        """A larger batch is measured in the mode that was fastest for one picture."""
        if batch > 1 and not self.measured[name, batch]:
            self.measure_mode(name, batch, self.fastest(name, 1)[0])
        if not self.measured[name, batch]:
            raise RuntimeError(f"no mode of {name} could be measured")
        return min(self.measured[name, batch], key=lambda one: one[0])[1:]

    def measure_image(self, batch: int) -> None:
        """From noise to 8-bit pixels on the host."""
        bench = self.bench
        unet_mode, unet = self.fastest("unet", batch)
        decoder_mode, decoder = self.fastest("vae", batch)
        noise = bench.random(batch, 4, bench.side, bench.side).float()
        condition, unconditional = self.contexts(batch), self.contexts(1).repeat(batch, 1, 1)

        def predict(x: Tensor, times: Tensor, context: Tensor) -> Tensor:
            return unet(x.to(bench.dtype), times, context)

        def paint() -> Tensor:
            x = sample_ddim(predict, noise, condition, unconditional, bench.options.steps, GUIDANCE)
            pixels = decoder((x / LATENT_SCALE).to(bench.dtype))
            return (255 * (pixels.float() + 1) / 2).clamp(0, 255).to(torch.uint8).cpu()

        seconds = bench.measure(paint, warm_up=1)
        request = {"batch": batch, "steps": bench.options.steps, "guidance": GUIDANCE, "textEncoder": False}
        mode = f"unet {unet_mode}, vae {decoder_mode}"
        bench.tell("image", mode, seconds=seconds, imagesPerSecond=batch / seconds, **request)


def words_of(allowed: tuple[str, ...]) -> Callable[[str], list[str]]:
    """Reads words between commas, each of which must be allowed."""

    def read(text: str) -> list[str]:
        words = text.split(",")
        for word in words:
            if word not in allowed:
                raise argparse.ArgumentTypeError(f"'{word}' is none of {', '.join(allowed)}")
        return words

    return read


def count(text: str) -> int:
    if not text.isdecimal() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"'{text}' is no whole number above 0")
    return int(text)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0], epilog="More: the first lines of this file.")
    add = parser.add_argument
    add("--only", type=words_of(PARTS), default=list(PARTS), metavar="PARTS", help=f"of {','.join(PARTS)}")
    add("--modes", type=words_of(MODES), default=list(MODES[:3]), metavar="MODES", help=f"of {','.join(MODES)} (but the last)")
    add("--precision", type=words_of(tuple(DTYPES)), metavar="NAMES", help=f"of {','.join(DTYPES)} (float16; on a CPU float32)")
    add("--layout", choices=["channels-last", "contiguous"], default="channels-last", help="of maps and kernels in memory")
    add("--side", type=count, default=512, help="of a picture in pixels, a multiple of 64 (512)")
    add("--steps", type=count, default=50, help="of the image, a divisor of 1000 (50)")
    add("--large", action="store_true", help=f"also {LARGE_BATCH} pictures in one batch, which compiles again")
    add("--rounds", type=count, default=20, help="measurements of which the median is told (20)")
    add("--seconds", type=float, default=120, help="after which a part begins no further measurement (120)")
    add("--device", choices=["cuda", "cpu"], default="cuda", help="cuda unless told")
    add("--tiny", action="store_true", help="small shapes, only to try the script")
    options = parser.parse_args()
    if options.side % 64:
        parser.error(f"--side {options.side} is no multiple of 64")
    if 1000 % options.steps or options.steps == 1000:
        parser.error(f"--steps {options.steps} does not divide 1000, or is 1000")
    if options.device == "cuda" and not torch.cuda.is_available():
        parser.error("PyTorch finds no CUDA device here; --device cpu --tiny tries the script without one")
    options.precision = options.precision or ["float16" if options.device == "cuda" else "float32"]
    if options.device == "cpu" and "graph" in options.modes:
        options.modes.remove("graph")
    return options


def main() -> None:
    options = parse()
    torch.manual_seed(1)
    torch.set_grad_enabled(False)
    torch.backends.cudnn.benchmark = True
    for precision in options.precision:
        if precision == "float32":
            torch.backends.cudnn.allow_tf32 = False
        measure(Bench(options, precision))
        torch.compiler.reset()


def measure(bench: Bench) -> None:
    if "peak" in bench.options.only:
        bench.begin_part()
        bench.attempt("peak", "eager", lambda: measure_peak(bench))
    if "kernels" in bench.options.only:
        bench.begin_part()
        measure_kernels(bench)
    wanted = PARTS[2:] if "image" in bench.options.only else [x for x in PARTS[2:4] if x in bench.options.only]
    if not wanted:
        return

    networks = Networks(bench)
    for name in ("unet", "vae"):
        if name in wanted:
            bench.begin_part()
            networks.measure(name)
    if "image" in wanted:
        for batch in (1, LARGE_BATCH) if bench.options.large else (1,):
            bench.begin_part()
            bench.attempt("image", f"batch {batch}", lambda: networks.measure_image(batch))


if __name__ == "__main__":
    main()
