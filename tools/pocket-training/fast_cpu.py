"""Weight gradients and norms that are faster on a CPU than PyTorch's own, for channels-last float32.

PyTorch 2.6 takes the weight gradient of a 3x3 convolution at a third of a core's peak (oneDNN, AVX2) where pictures are
large, and a group norm element by element, forward and backward. Here the first is nine matrix products over a padded
copy, and the second is sums and one pass (30 ms become 3 at 24 x 128 x 16 x 16). With AVX-512 oneDNN's weight gradient
is twice as fast as the products are (125 to 160 GFLOP/s of 190, against 55 to 85), so there only the norms are ours.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SMALLEST_MAP = 32
"""Below this height padding costs more than the products gain."""


class Convolve3x3(torch.autograd.Function):
    """A 3x3 convolution of stride 1 and padding 1."""

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
        ctx.save_for_backward(x, weight)
        return F.conv2d(x, weight, bias, padding=1)

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, Tensor, Tensor]:
        x, weight = ctx.saved_tensors
        gradient = gradient.contiguous(memory_format=torch.channels_last)
        dx = None
        if ctx.needs_input_grad[0]:
            ones = [1, 1]
            dx, _, _ = torch.ops.aten.convolution_backward(
                gradient, x, weight, None, ones, ones, ones, False, [0, 0], 1, [True, False, False])
        return dx, weight_gradient(x, gradient, weight), gradient.sum((0, 2, 3))


def weight_gradient(x: Tensor, gradient: Tensor, weight: Tensor) -> Tensor:
    """outputs,inputs,3,3 from x: B,inputs,H,W and the result's gradient B,outputs,H,W."""
    outputs, inputs = weight.shape[:2]
    width = x.shape[3]
    padded = F.pad(x.permute(0, 2, 3, 1), (0, 0, 1, 1, 1, 1)).reshape(-1, inputs)
    # The gradient lies where a tap at the upper left corner reads, zeros elsewhere: every tap is then a shift.
    wanted = F.pad(gradient.permute(0, 2, 3, 1), (0, 0, 0, 2, 0, 2)).reshape(-1, outputs)
    last = 2 * (width + 2) + 2
    transposed = wanted[: len(wanted) - last].t()
    result = torch.empty(3, 3, outputs, inputs)
    for row in range(3):
        for column in range(3):
            shift = row * (width + 2) + column
            torch.mm(transposed, padded[shift : len(padded) - last + shift], out=result[row, column])
    return result.permute(2, 3, 0, 1).contiguous(memory_format=torch.channels_last)


class Normalize(torch.autograd.Function):
    """Group norm: sums of each channel, joined by groups, and one pass for the result."""

    @staticmethod
    def forward(ctx, x: Tensor, scale: Tensor, shift: Tensor, groups: int, epsilon: float) -> Tensor:
        batch, channels, height, width = x.shape
        rows = as_rows(x)
        count = height * width * (channels // groups)
        mean = grouped(rows.sum(1), groups) / count  # B,C
        square = grouped((rows * rows).sum(1), groups) / count
        inverse = (square - mean * mean).clamp_(min=0.0).add_(epsilon).rsqrt_()
        a = inverse * scale
        y = torch.empty_like(x)
        torch.addcmul((shift - mean * a)[:, None], rows, a[:, None], out=as_rows(y))
        ctx.save_for_backward(x, scale, mean, inverse)
        ctx.groups = groups
        return y

    @staticmethod
    def backward(ctx, gradient: Tensor) -> tuple[Tensor | None, ...]:
        x, scale, mean, inverse = ctx.saved_tensors
        rows, wanted = as_rows(x), as_rows(gradient)
        sums = wanted.sum(1)  # B,C
        products = (wanted * rows).sum(1)  # B,C
        normalized = (products - mean * sums) * inverse  # B,C: sum of gradient * normalized x
        count = rows.shape[1] * (rows.shape[2] // ctx.groups)
        a = inverse * scale
        b = -inverse.square() * grouped(normalized * scale, ctx.groups) / count
        c = -inverse * grouped(sums * scale, ctx.groups) / count - b * mean
        dx = torch.empty_like(x)
        torch.addcmul(c[:, None], wanted, a[:, None], out=as_rows(dx)).addcmul_(rows, b[:, None])
        return dx, normalized.sum(0), sums.sum(0), None, None


def as_rows(x: Tensor) -> Tensor:
    """B,C,H,W -> B,H*W,C, a view where memory is channels-last."""
    return x.permute(0, 2, 3, 1).flatten(1, 2)


def grouped(values: Tensor, groups: int) -> Tensor:
    """B,C -> B,C: each channel has its group's sum."""
    size = values.shape[1] // groups
    return values.unflatten(1, (groups, size)).sum(2).repeat_interleave(size, 1)


def accelerate(network: nn.Module) -> None:
    """Gives the network's 3x3 convolutions and group norms the backward passes above."""
    slow = torch.backends.cpu.get_cpu_capability() != "AVX512"
    for module in network.modules():
        if slow and isinstance(module, nn.Conv2d) and module.kernel_size == (3, 3) and module.stride == (1, 1) and module.padding == (1, 1) and module.in_channels >= 16 and module.out_channels >= 16:
            module.forward = _convolution(module)
        elif isinstance(module, nn.GroupNorm):
            module.forward = _norm(module)


def _convolution(module: nn.Conv2d):
    def forward(x: Tensor) -> Tensor:
        if x.shape[2] < SMALLEST_MAP:
            return F.conv2d(x, module.weight, module.bias, padding=1)
        return Convolve3x3.apply(x, module.weight, module.bias)

    return forward


def _norm(module: nn.GroupNorm):
    return lambda x: Normalize.apply(x, module.weight, module.bias, module.num_groups, module.eps)
