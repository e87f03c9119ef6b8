"""Initial weights that let a training of few steps begin at once.

PyTorch's own make a convolution's output a third of its input's variance. Along the dozen convolutions through which an
autoencoder's signal passes outside of all residual branches nothing would be left of it. Here each keeps the variance,
resampling begins as plain averaging and repeating, and residual branches begin at zero.
"""

from __future__ import annotations

import torch
from torch import nn

from model import Autoencoder, AutoencoderDownsample, ResnetBlock, AttnBlock, UNet, UNetDownsample, Upsample

START_LOG_VARIANCE = -5.0
"""Training begins with little noise in the latents."""
RESAMPLING_NOISE = 0.3
"""Share of random weights beside the averaging or repeating ones."""


def keep_variance(network: nn.Module) -> None:
    """Normal weights by fan-in, no biases, for every convolution; resampling ones near the identity."""
    for module in network.modules():
        if isinstance(module, nn.Conv2d):
            nn.init.normal_(module.weight, std=module.weight[0].numel() ** -0.5)
            nn.init.zeros_(module.bias)
    for module in network.modules():
        if isinstance(module, Upsample):
            add_identity(module.conv, slice(1, 2), 1.0)
        elif isinstance(module, AutoencoderDownsample):
            add_identity(module.conv, slice(0, 2), 0.25)
        elif isinstance(module, UNetDownsample):
            add_identity(module.op, slice(1, 3), 0.25)


@torch.no_grad()
def add_identity(convolution: nn.Conv2d, taps: slice, value: float) -> None:
    """Each channel passes to its like through the kernel's rows and columns `taps`."""
    convolution.weight.mul_(RESAMPLING_NOISE)
    for channel in range(convolution.out_channels):
        convolution.weight[channel, channel, taps, taps] += value


@torch.no_grad()
def begin_autoencoder(network: Autoencoder) -> None:
    keep_variance(network)
    for module in network.modules():
        if isinstance(module, ResnetBlock):
            nn.init.zeros_(module.conv2.weight)
        elif isinstance(module, AttnBlock):
            nn.init.zeros_(module.proj_out.weight)
    latent_channels = network.post_quant_conv.in_channels
    network.encoder.conv_out.weight[latent_channels:] *= 0.1
    network.quant_conv.bias[latent_channels:] = START_LOG_VARIANCE


@torch.no_grad()
def begin_unet(network: UNet) -> None:
    """As in the original, the last layer of each branch and of the whole is zero."""
    zero = [name for name, p in network.named_parameters() if name.endswith("weight") and not p.any()]
    keep_variance(network)
    for name in zero:
        nn.init.zeros_(network.get_parameter(name))
