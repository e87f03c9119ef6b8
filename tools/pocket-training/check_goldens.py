"""Asserts that model.py computes what the original implementation does, against recordings of a small network.

    python3 check_goldens.py PATH/TO/goldens/tiny-sd
"""

from __future__ import annotations

import json
import pickle
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
import yaml
from safetensors.torch import load_file
from torch import Tensor

from model import AutoencoderConfig, StableDiffusion, TextConfig, UNetConfig

# Buffers of the original's noise schedule and the like, which are no weights.
NOT_WEIGHTS = ("model.diffusion_model.", "first_stage_model.", "cond_stage_model.")


class Placeholder:
    """Stands for an object of the original's training framework, which is not needed and may not be installed."""

    def __init__(self, *_: Any, **__: Any) -> None:
        pass

    def __setstate__(self, _: Any) -> None:
        pass


class LenientUnpickler(pickle.Unpickler):
    """Reads tensors as they are and everything of the training framework as a placeholder."""

    def find_class(self, module: str, name: str) -> Any:
        return Placeholder if module.startswith("pytorch_lightning") else super().find_class(module, name)


def load(folder: Path) -> StableDiffusion:
    """The network of the folder's checkpoint, sized by its config; every weight must have found its place."""
    params = yaml.safe_load((folder / "v1-tiny-inference.yaml").read_text())["model"]["params"]
    unet = params["unet_config"]["params"]
    dd = params["first_stage_config"]["params"]["ddconfig"]
    clip = json.loads((folder / "clip" / "config.json").read_text())
    network = StableDiffusion(
        AutoencoderConfig(dd["ch"], dd["ch_mult"], dd["num_res_blocks"], dd["z_channels"]),
        UNetConfig(**{name: unet[name] for name in UNetConfig.__dataclass_fields__}),
        TextConfig(clip["vocab_size"], clip["hidden_size"], clip["num_hidden_layers"], clip["num_attention_heads"]),
    )
    lenient = SimpleNamespace(__name__="lenient", Unpickler=LenientUnpickler, load=pickle.load)
    state = torch.load(folder / "model.ckpt", "cpu", lenient, weights_only=False)["state_dict"]
    weights = {
        name: tensor.float()
        for name, tensor in state.items()
        if name.startswith(NOT_WEIGHTS) and not name.endswith("position_ids")
    }
    network.load_state_dict(weights, strict=True)
    return network.eval()


def close(what: str, actual: Tensor, expected: Tensor, tolerance: float = 2e-4) -> None:
    """Fails where the largest difference exceeds `tolerance` of the largest expected number."""
    error = float((actual - expected).abs().max() / expected.abs().max())
    assert error < tolerance, f"{what}: relative error {error:.2e}, at most {tolerance:.0e} was expected"
    print(f"{what:10} {error:.1e}")


@torch.no_grad()
def main(folder: Path) -> None:
    network = load(folder)
    stages = {name: load_file(folder / "stages" / f"{name}.safetensors") for name in ("text", "unet", "vae")}
    close("text", network.text(stages["text"]["text.ids"]), stages["text"]["text.embeddings"])
    for case in "abcd":
        x, t, context, eps = (stages["unet"][f"unet_{case}.{part}"] for part in ("x", "t", "context", "eps"))
        close(f"unet_{case}", network.unet(x, t, context), eps)
        channels_last = x.contiguous(memory_format=torch.channels_last)
        close(f"unet_{case} cl", network.unet(channels_last, t, context), eps)
    for case in "abc":
        close(f"dec_{case}", network.autoencoder.decode(stages["vae"][f"dec_{case}.z"] / 0.18215), stages["vae"][f"dec_{case}.image"])
        mean, log_variance = network.autoencoder.moments(stages["vae"][f"enc_{case}.image"])
        close(f"enc_{case}", mean, stages["vae"][f"enc_{case}.mean"])
        close(f"enc_{case} var", log_variance, stages["vae"][f"enc_{case}.logvar"])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
