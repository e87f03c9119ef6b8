"""Stable Diffusion v1 in PyTorch, any size: text tower, UNet and KL autoencoder.

The module tree is shaped so that `StableDiffusion.state_dict()` has exactly the tensor names of an original v1
checkpoint. Only what v1 uses is here: eps objective, spatial transformers of depth one, no dropout.
Shapes: B batch, C channels, H/W pixels or latent cells, N = H*W, T = 77 text positions, D width.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn

POSITIONS = 77


@dataclass
class AutoencoderConfig:
    """The numbers of `first_stage_config.params.ddconfig`."""

    ch: int = 128
    ch_mult: list[int] = field(default_factory=lambda: [1, 2, 4, 4])
    num_res_blocks: int = 2
    z_channels: int = 4


@dataclass
class UNetConfig:
    """The numbers of `unet_config.params`."""

    model_channels: int = 320
    channel_mult: list[int] = field(default_factory=lambda: [1, 2, 4, 4])
    num_res_blocks: int = 2
    attention_resolutions: list[int] = field(default_factory=lambda: [4, 2, 1])
    num_heads: int = 8
    context_dim: int = 768


@dataclass
class TextConfig:
    """The text tower's sizes; a v1 checkpoint's own tensors imply all but `heads` (width / 64 in the original)."""

    vocabulary: int = 49408
    width: int = 768
    layers: int = 12
    heads: int = 12


# --- autoencoder ------------------------------------------------------------------------------------------------------


def autoencoder_norm(channels: int) -> nn.GroupNorm:
    return nn.GroupNorm(32, channels, eps=1e-6)


class ResnetBlock(nn.Module):
    """B,Cin,H,W -> B,Cout,H,W."""

    def __init__(self, cin: int, cout: int) -> None:
        super().__init__()
        self.norm1 = autoencoder_norm(cin)
        self.conv1 = nn.Conv2d(cin, cout, 3, padding=1)
        self.norm2 = autoencoder_norm(cout)
        self.conv2 = nn.Conv2d(cout, cout, 3, padding=1)
        if cin != cout:
            self.nin_shortcut = nn.Conv2d(cin, cout, 1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv1(F.silu(self.norm1(x), inplace=True))
        h = self.conv2(F.silu(self.norm2(h), inplace=True))
        return (self.nin_shortcut(x) if hasattr(self, "nin_shortcut") else x) + h


class AttnBlock(nn.Module):
    """Single-head self-attention over all positions of B,C,H,W."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = autoencoder_norm(channels)
        self.q = nn.Conv2d(channels, channels, 1)
        self.k = nn.Conv2d(channels, channels, 1)
        self.v = nn.Conv2d(channels, channels, 1)
        self.proj_out = nn.Conv2d(channels, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        n = self.norm(x)
        # B,1,N,C: fused attention takes four dimensions only, with three all scores would be stored.
        q, k, v = (layer(n).flatten(2).transpose(1, 2)[:, None] for layer in (self.q, self.k, self.v))
        out = F.scaled_dot_product_attention(q, k, v)[:, 0]
        return x + self.proj_out(out.transpose(1, 2).unflatten(2, x.shape[2:]))


class AutoencoderDownsample(nn.Module):
    """Halves H and W; the padding is to the right and below only."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, stride=2)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.pad(x, (0, 1, 0, 1)))


class Upsample(nn.Module):
    """Doubles H and W by repetition, then convolves. Both the autoencoder and the UNet use it."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.conv(F.interpolate(x, scale_factor=2.0, mode="nearest"))


class Middle(nn.Module):
    """The part at the autoencoder's lowest resolution."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.block_1 = ResnetBlock(channels, channels)
        self.attn_1 = AttnBlock(channels)
        self.block_2 = ResnetBlock(channels, channels)

    def forward(self, x: Tensor) -> Tensor:
        return self.block_2(self.attn_1(self.block_1(x)))


class Encoder(nn.Module):
    """B,3,H,W in [-1, 1] -> B,2*Z,H/f,W/f, f = 2^(levels - 1)."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        widths = [config.ch * mult for mult in config.ch_mult]
        self.conv_in = nn.Conv2d(3, config.ch, 3, padding=1)
        self.down = nn.ModuleList()
        current = config.ch
        for level, width in enumerate(widths):
            down = nn.Module()
            down.block = nn.ModuleList()
            for _ in range(config.num_res_blocks):
                down.block.append(ResnetBlock(current, width))
                current = width
            if level != len(widths) - 1:
                down.downsample = AutoencoderDownsample(current)
            self.down.append(down)
        self.mid = Middle(current)
        self.norm_out = autoencoder_norm(current)
        self.conv_out = nn.Conv2d(current, 2 * config.z_channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        h = self.conv_in(x)
        for down in self.down:
            for block in down.block:
                h = block(h)
            if hasattr(down, "downsample"):
                h = down.downsample(h)
        return self.conv_out(F.silu(self.norm_out(self.mid(h)), inplace=True))


class Decoder(nn.Module):
    """B,Z,H/f,W/f -> B,3,H,W."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        widths = [config.ch * mult for mult in config.ch_mult]
        current = widths[-1]
        self.conv_in = nn.Conv2d(config.z_channels, current, 3, padding=1)
        self.mid = Middle(current)
        levels: list[nn.Module] = []
        for level in reversed(range(len(widths))):
            up = nn.Module()
            up.block = nn.ModuleList()
            for _ in range(config.num_res_blocks + 1):
                up.block.append(ResnetBlock(current, widths[level]))
                current = widths[level]
            if level != 0:
                up.upsample = Upsample(current)
            levels.insert(0, up)
        self.up = nn.ModuleList(levels)
        self.norm_out = autoencoder_norm(current)
        self.conv_out = nn.Conv2d(current, 3, 3, padding=1)

    def forward(self, z: Tensor) -> Tensor:
        h = self.mid(self.conv_in(z))
        for up in reversed(self.up):
            for block in up.block:
                h = block(h)
            if hasattr(up, "upsample"):
                h = up.upsample(h)
        return self.conv_out(F.silu(self.norm_out(h), inplace=True))


class Autoencoder(nn.Module):
    """AutoencoderKL: pictures to the mean and log-variance of latents, and latents back to pictures."""

    def __init__(self, config: AutoencoderConfig) -> None:
        super().__init__()
        z = config.z_channels
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.quant_conv = nn.Conv2d(2 * z, 2 * z, 1)
        self.post_quant_conv = nn.Conv2d(z, z, 1)

    def moments(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """B,3,H,W in [-1, 1] -> mean and log-variance, each B,Z,H/f,W/f."""
        mean, log_variance = self.quant_conv(self.encoder(pictures)).chunk(2, dim=1)
        return mean, log_variance.clamp(-30.0, 20.0)

    def decode(self, latents: Tensor) -> Tensor:
        """B,Z,H/f,W/f (not yet divided by anything) -> B,3,H,W, about [-1, 1]."""
        return self.decoder(self.post_quant_conv(latents))


# --- UNet -------------------------------------------------------------------------------------------------------------


def timestep_embedding(timesteps: Tensor, width: int) -> Tensor:
    """B -> B,width: cosines first, then sines, of geometrically spaced frequencies."""
    half = width // 2
    # Made where the time steps are: a copy from the host could not be captured in a CUDA graph.
    frequencies = torch.exp(-math.log(10000) * torch.arange(half, dtype=torch.float32, device=timesteps.device) / half)
    angles = timesteps[:, None].float() * frequencies[None]
    return torch.cat([angles.cos(), angles.sin()], dim=1)


class ResBlock(nn.Module):
    """B,Cin,H,W and the time embedding B,E -> B,Cout,H,W."""

    def __init__(self, cin: int, cout: int, embedding: int) -> None:
        super().__init__()
        self.in_layers = nn.Sequential(nn.GroupNorm(32, cin), nn.SiLU(inplace=True), nn.Conv2d(cin, cout, 3, padding=1))
        self.emb_layers = nn.Sequential(nn.SiLU(), nn.Linear(embedding, cout))
        # Index 2 stands for the original's dropout, so that the convolution's name ends in ".3".
        self.out_layers = nn.Sequential(
            nn.GroupNorm(32, cout), nn.SiLU(inplace=True), nn.Identity(), nn.Conv2d(cout, cout, 3, padding=1)
        )
        self.skip_connection = nn.Identity() if cin == cout else nn.Conv2d(cin, cout, 1)
        nn.init.zeros_(self.out_layers[3].weight)
        nn.init.zeros_(self.out_layers[3].bias)

    def forward(self, x: Tensor, embedding: Tensor) -> Tensor:
        h = self.in_layers(x) + self.emb_layers(embedding)[:, :, None, None]
        return self.skip_connection(x) + self.out_layers(h)


class CrossAttention(nn.Module):
    """Queries from x B,N,D; keys and values from the context B,M,Dc (x itself without one)."""

    def __init__(self, width: int, context_width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.to_q = nn.Linear(width, width, bias=False)
        self.to_k = nn.Linear(context_width, width, bias=False)
        self.to_v = nn.Linear(context_width, width, bias=False)
        self.to_out = nn.Sequential(nn.Linear(width, width))

    def forward(self, x: Tensor, context: Tensor | None = None) -> Tensor:
        source = x if context is None else context
        q, k, v = (
            projected.unflatten(2, (self.heads, -1)).transpose(1, 2)  # B,heads,N,D/heads
            for projected in (self.to_q(x), self.to_k(source), self.to_v(source))
        )
        return self.to_out(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))


class GEGLU(nn.Module):
    """B,N,D -> B,N,4*D: a projection times the gelu of another."""

    def __init__(self, width: int, inner: int) -> None:
        super().__init__()
        self.proj = nn.Linear(width, 2 * inner)

    def forward(self, x: Tensor) -> Tensor:
        value, gate = self.proj(x).chunk(2, dim=-1)
        return value * F.gelu(gate)


class FeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        # Index 1 stands for the original's dropout.
        self.net = nn.Sequential(GEGLU(width, 4 * width), nn.Identity(), nn.Linear(4 * width, width))

    def forward(self, x: Tensor) -> Tensor:
        return self.net(x)


class TransformerBlock(nn.Module):
    """Self-attention, attention to the text, feed-forward; B,N,D and context B,T,Dc -> B,N,D."""

    def __init__(self, width: int, heads: int, context_width: int) -> None:
        super().__init__()
        self.attn1 = CrossAttention(width, width, heads)
        self.ff = FeedForward(width)
        self.attn2 = CrossAttention(width, context_width, heads)
        self.norm1 = nn.LayerNorm(width)
        self.norm2 = nn.LayerNorm(width)
        self.norm3 = nn.LayerNorm(width)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        x = self.attn1(self.norm1(x)) + x
        x = self.attn2(self.norm2(x), context) + x
        return self.ff(self.norm3(x)) + x


class SpatialTransformer(nn.Module):
    """B,C,H,W and context B,T,Dc -> B,C,H,W."""

    def __init__(self, channels: int, heads: int, context_width: int) -> None:
        super().__init__()
        self.norm = nn.GroupNorm(32, channels, eps=1e-6)
        self.proj_in = nn.Conv2d(channels, channels, 1)
        self.transformer_blocks = nn.ModuleList([TransformerBlock(channels, heads, context_width)])
        self.proj_out = nn.Conv2d(channels, channels, 1)
        nn.init.zeros_(self.proj_out.weight)
        nn.init.zeros_(self.proj_out.bias)

    def forward(self, x: Tensor, context: Tensor) -> Tensor:
        h = self.proj_in(self.norm(x)).permute(0, 2, 3, 1).flatten(1, 2)  # a view where memory is channels-last
        for block in self.transformer_blocks:
            h = block(h, context)
        return x + self.proj_out(h.unflatten(1, x.shape[2:]).permute(0, 3, 1, 2))


class UNetDownsample(nn.Module):
    """Halves H and W, with padding on all sides."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.op = nn.Conv2d(channels, channels, 3, stride=2, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        return self.op(x)


class Stage(nn.Sequential):
    """Layers in a row, each given what it needs of the time embedding and the context."""

    def forward(self, x: Tensor, embedding: Tensor, context: Tensor) -> Tensor:
        for layer in self:
            if isinstance(layer, ResBlock):
                x = layer(x, embedding)
            elif isinstance(layer, SpatialTransformer):
                x = layer(x, context)
            else:
                x = layer(x)
        return x


class UNet(nn.Module):
    """Latents B,4,H,W, time steps B, text B,T,Dc -> the noise in them, B,4,H,W."""

    def __init__(self, config: UNetConfig) -> None:
        super().__init__()
        self.model_channels = config.model_channels
        base = config.model_channels
        embedding = 4 * base
        self.time_embed = nn.Sequential(nn.Linear(base, embedding), nn.SiLU(), nn.Linear(embedding, embedding))

        def residual(cin: int, cout: int, scale: int) -> list[nn.Module]:
            layers: list[nn.Module] = [ResBlock(cin, cout, embedding)]
            if scale in config.attention_resolutions:
                layers.append(SpatialTransformer(cout, config.num_heads, config.context_dim))
            return layers

        self.input_blocks = nn.ModuleList([Stage(nn.Conv2d(4, base, 3, padding=1))])
        current, scale, last = base, 1, len(config.channel_mult) - 1
        skips = [base]
        for level, mult in enumerate(config.channel_mult):
            for _ in range(config.num_res_blocks):
                self.input_blocks.append(Stage(*residual(current, mult * base, scale)))
                current = mult * base
                skips.append(current)
            if level != last:
                self.input_blocks.append(Stage(UNetDownsample(current)))
                skips.append(current)
                scale *= 2

        self.middle_block = Stage(
            ResBlock(current, current, embedding),
            SpatialTransformer(current, config.num_heads, config.context_dim),
            ResBlock(current, current, embedding),
        )

        self.output_blocks = nn.ModuleList()
        for level, mult in reversed(list(enumerate(config.channel_mult))):
            for index in range(config.num_res_blocks + 1):
                layers = residual(current + skips.pop(), mult * base, scale)
                current = mult * base
                if level != 0 and index == config.num_res_blocks:
                    layers.append(Upsample(current))
                    scale //= 2
                self.output_blocks.append(Stage(*layers))

        self.out = nn.Sequential(nn.GroupNorm(32, current), nn.SiLU(inplace=True), nn.Conv2d(base, 4, 3, padding=1))
        nn.init.zeros_(self.out[2].weight)
        nn.init.zeros_(self.out[2].bias)

    def forward(self, x: Tensor, timesteps: Tensor, context: Tensor) -> Tensor:
        embedding = self.time_embed(timestep_embedding(timesteps, self.model_channels).to(x.dtype))
        skips: list[Tensor] = []
        for block in self.input_blocks:
            x = block(x, embedding, context)
            skips.append(x)
        x = self.middle_block(x, embedding, context)
        for block in self.output_blocks:
            x = block(torch.cat([x, skips.pop()], dim=1), embedding, context)
        return self.out(x)


# --- text tower -------------------------------------------------------------------------------------------------------


class TextAttention(nn.Module):
    """Causal self-attention, B,T,D -> B,T,D."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.k_proj = nn.Linear(width, width)
        self.v_proj = nn.Linear(width, width)
        self.q_proj = nn.Linear(width, width)
        self.out_proj = nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = (
            layer(x).unflatten(2, (self.heads, -1)).transpose(1, 2) for layer in (self.q_proj, self.k_proj, self.v_proj)
        )
        return self.out_proj(F.scaled_dot_product_attention(q, k, v, is_causal=True).transpose(1, 2).flatten(2))


class TextFeedForward(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        h = self.fc1(x)
        return self.fc2(h * torch.sigmoid(1.702 * h))


class TextLayer(nn.Module):
    """One layer of the text tower, normalized before each part."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.self_attn = TextAttention(width, heads)
        self.layer_norm1 = nn.LayerNorm(width)
        self.mlp = TextFeedForward(width)
        self.layer_norm2 = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.self_attn(self.layer_norm1(x))
        return x + self.mlp(self.layer_norm2(x))


class TextTower(nn.Module):
    """CLIP's text transformer up to the final norm: token ids B,T -> B,T,D."""

    def __init__(self, config: TextConfig) -> None:
        super().__init__()
        self.embeddings = nn.Module()
        self.embeddings.token_embedding = nn.Embedding(config.vocabulary, config.width)
        self.embeddings.position_embedding = nn.Embedding(POSITIONS, config.width)
        self.encoder = nn.Module()
        self.encoder.layers = nn.ModuleList(TextLayer(config.width, config.heads) for _ in range(config.layers))
        self.final_layer_norm = nn.LayerNorm(config.width)
        nn.init.normal_(self.embeddings.token_embedding.weight, std=0.02)
        nn.init.normal_(self.embeddings.position_embedding.weight, std=0.01)

    def forward(self, ids: Tensor) -> Tensor:
        x = self.embeddings.token_embedding(ids) + self.embeddings.position_embedding.weight[: ids.shape[1]]
        for layer in self.encoder.layers:
            x = layer(x)
        return self.final_layer_norm(x)


# --- the whole --------------------------------------------------------------------------------------------------------


class StableDiffusion(nn.Module):
    """The three networks under the names they have in a v1 checkpoint."""

    def __init__(self, autoencoder: AutoencoderConfig, unet: UNetConfig, text: TextConfig) -> None:
        super().__init__()
        self.first_stage_model = Autoencoder(autoencoder)
        self.model = nn.Module()
        self.model.diffusion_model = UNet(unet)
        self.cond_stage_model = nn.Module()
        self.cond_stage_model.transformer = nn.Module()
        self.cond_stage_model.transformer.text_model = TextTower(text)

    @property
    def autoencoder(self) -> Autoencoder:
        return self.first_stage_model

    @property
    def unet(self) -> UNet:
        return self.model.diffusion_model

    @property
    def text(self) -> TextTower:
        return self.cond_stage_model.transformer.text_model
