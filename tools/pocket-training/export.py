"""Writes the trained networks as a model that any reader of SD v1 checkpoints understands.

    python3 export.py --run DIR --merges FILE --out models/pocket

pocket.safetensors (float16, the original tensor names), config.yaml (the form of v1-inference.yaml) and merges.txt.
"""

from __future__ import annotations

import argparse
import shutil
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file

from sizes import Sizes, read_sizes

NAME = "pocket.safetensors"
LARGEST_HALF = 65504.0

CONFIG = """\
model:
  target: ldm.models.diffusion.ddpm.LatentDiffusion
  params:
    linear_start: 0.00085
    linear_end: 0.0120
    timesteps: 1000
    channels: 4
    cond_stage_key: "txt"
    conditioning_key: crossattn
    scale_factor: 0.18215  # the latents' mean and scale are folded into the autoencoder: SD's own factor is right
    use_ema: False  # the plain names hold the averaged weights

    unet_config:
      target: ldm.modules.diffusionmodules.openaimodel.UNetModel
      params:
        image_size: 16
        in_channels: 4
        out_channels: 4
        model_channels: {unet.model_channels}
        attention_resolutions: {unet.attention_resolutions}
        num_res_blocks: {unet.num_res_blocks}
        channel_mult: {unet.channel_mult}
        num_heads: {unet.num_heads}
        use_spatial_transformer: True
        transformer_depth: 1
        context_dim: {unet.context_dim}
        legacy: False

    first_stage_config:
      target: ldm.models.autoencoder.AutoencoderKL
      params:
        embed_dim: {autoencoder.z_channels}
        ddconfig:
          double_z: true
          z_channels: {autoencoder.z_channels}
          resolution: 128
          in_channels: 3
          out_ch: 3
          ch: {autoencoder.ch}
          ch_mult: {autoencoder.ch_mult}
          num_res_blocks: {autoencoder.num_res_blocks}
          attn_resolutions: []
          dropout: 0.0
        lossconfig:
          target: torch.nn.Identity

    cond_stage_config:
      target: ldm.modules.encoders.modules.FrozenCLIPEmbedder

easel:  # what `easel txt2img` takes when nothing else was asked for
  width: 128
  height: 128
  sampler: ddim
  ddim_steps: 25
  scale: 7.5
  n_samples: 1
  n_iter: 1
"""


def to_half(weights: dict[str, torch.Tensor]) -> dict[str, torch.Tensor]:
    for name, weight in weights.items():
        largest = float(weight.abs().max())
        if not largest <= LARGEST_HALF:
            raise SystemExit(f"{name} has the value {largest}, float16 ends at {LARGEST_HALF}: train it anew")
    return {name: weight.half().contiguous() for name, weight in sorted(weights.items())}


def config(sizes: Sizes) -> str:
    return CONFIG.format(unet=sizes.unet, autoencoder=sizes.autoencoder)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", type=Path, required=True, help="where autoencoder.safetensors and diffusion.safetensors are")
    parser.add_argument("--merges", type=Path, required=True, help="the vocabulary's merges.txt")
    parser.add_argument("--out", type=Path, required=True, help="folder of the model")
    arguments = parser.parse_args()

    weights = load_file(arguments.run / "autoencoder.safetensors") | load_file(arguments.run / "diffusion.safetensors")
    arguments.out.mkdir(parents=True, exist_ok=True)
    save_file(to_half(weights), arguments.out / NAME, {"format": "pt"})
    (arguments.out / "config.yaml").write_text(config(read_sizes()), encoding="utf-8", newline="\n")
    if arguments.merges.resolve() != (arguments.out / "merges.txt").resolve():
        shutil.copyfile(arguments.merges, arguments.out / "merges.txt")
    size = sum(file.stat().st_size for file in arguments.out.iterdir()) / 1e6
    print(f"{len(weights)} tensors, {sum(w.numel() for w in weights.values()):,} numbers; the folder has {size:.1f} MB")


if __name__ == "__main__":
    main()
