"""Records what PyTorch computes with the exported model, as parity tests compare with.

    python3 record.py --model models/pocket --data DIR --out tests/Easel.Parity.Tests/Pocket

Arithmetic is float32 on one CPU thread, the weights are the exported float16 ones. `--data` gives two rendered scenes.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file
from torch import Tensor

from dataset import open_dataset, to_tensor
from diffusion import sample_ddim
from export import NAME
from model import StableDiffusion
from sizes import read_sizes
from tokenizer import Tokenizer
from train_autoencoder import SCALE_FACTOR

PROMPTS = [
    "",
    "a red circle on a blue background",
    "a yellow sun above a blue boat at sunset",
    "a white moon in space, pixel art",
    "  A GREEN   Rocket, in (space)! 12:30 it's",
    "zyxwv é ☃ <|endoftext|> tree",
    "a small blue circle inside a big yellow square and " * 12,
]
RUN = {
    "prompt": PROMPTS[1], "negative_prompt": "", "steps": 10, "scale": 7.5, "eta": 0,
    "width": 128, "height": 128, "seed": 42,
}


def load_model(folder: Path, vocabulary: int) -> StableDiffusion:
    sizes = read_sizes()
    network = StableDiffusion(sizes.autoencoder, sizes.unet, sizes.text(vocabulary))
    network.load_state_dict({name: weight.float() for name, weight in load_file(folder / NAME).items()})
    return network.eval().requires_grad_(False)


class Recorder:
    """Writes tensors as they are into files of the folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def tensors(self, name: str, tensors: dict[str, Tensor]) -> None:
        save_file({key: value.contiguous() for key, value in tensors.items()}, self._folder / f"{name}.safetensors")

    def json(self, name: str, content: object) -> None:
        text = json.dumps(content, ensure_ascii=False) + "\n"
        (self._folder / f"{name}.json").write_text(text, encoding="utf-8", newline="\n")

    def picture(self, name: str, picture: Tensor) -> None:
        """3,H,W about [-1, 1], cut to bytes as txt2img.py does it."""
        cut = ((picture + 1.0) / 2.0).clamp(0.0, 1.0).mul(255.0).permute(1, 2, 0).numpy().astype(np.uint8)
        Image.fromarray(cut).save(self._folder / f"{name}.png")


def record_text(network: StableDiffusion, tokenizer: Tokenizer, recorder: Recorder) -> Tensor:
    """Returns the prompts' embeddings, P,77,D."""
    ids = torch.tensor([tokenizer.encode(prompt) for prompt in PROMPTS])
    embeddings = network.text(ids)
    recorder.json("prompts", [{"prompt": prompt, "ids": row.tolist()} for prompt, row in zip(PROMPTS, ids)])
    recorder.tensors("text", {"ids": ids, "embeddings": embeddings})
    return embeddings


def record_unet(network: StableDiffusion, embeddings: Tensor, recorder: Recorder) -> None:
    """Two pictures at once; one that is not square; one that is large, far from training, at a fractional time."""
    cases = {
        "a": (torch.randn(2, 4, 16, 16), torch.tensor([981, 1]), embeddings[[1, 0]]),
        "b": (torch.randn(1, 4, 12, 20), torch.tensor([401]), embeddings[[2]]),
        "c": (torch.randn(1, 4, 24, 24) * 3.0, torch.tensor([500.5]), embeddings[[3]]),
    }
    tensors: dict[str, Tensor] = {}
    for case, (x, t, context) in cases.items():
        parts = {"x": x, "t": t, "context": context, "eps": network.unet(x, t, context)}
        tensors |= {f"{case}.{part}": tensor for part, tensor in parts.items()}
    recorder.tensors("unet", tensors)


def record_autoencoder(network: StableDiffusion, pictures: dict[str, Tensor], recorder: Recorder) -> None:
    autoencoder = network.autoencoder
    tensors: dict[str, Tensor] = {}
    for case, picture in pictures.items():
        z = torch.randn(1, 4, picture.shape[2] // 8, picture.shape[3] // 8)
        tensors[f"dec_{case}.z"] = z
        tensors[f"dec_{case}.image"] = autoencoder.decode(z / SCALE_FACTOR)
        tensors[f"enc_{case}.image"] = picture
        tensors[f"enc_{case}.moments"] = autoencoder.quant_conv(autoencoder.encoder(picture))
    recorder.tensors("vae", tensors)


def record_ddim(network: StableDiffusion, embeddings: Tensor, recorder: Recorder) -> None:
    """A whole run of the second prompt with the first, the empty one, as its opposite."""
    torch.manual_seed(RUN["seed"])
    start = torch.randn(1, 4, RUN["height"] // 8, RUN["width"] // 8)
    times: list[int] = []
    latents = [start]

    def keep(t: int, x: Tensor) -> None:
        times.append(t)
        latents.append(x)

    final = sample_ddim(network.unet, start, embeddings[1:2], embeddings[0:1], RUN["steps"], RUN["scale"], keep)
    image = network.autoencoder.decode(final / SCALE_FACTOR)
    recorder.json("ddim", RUN)
    recorder.tensors("ddim", {"x_T": start, "latents": torch.cat(latents), "times": torch.tensor(times), "image": image})
    recorder.picture("ddim", image[0])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, required=True, help="the exported model's folder")
    parser.add_argument("--data", type=Path, required=True, help="the renderer's data set")
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()

    torch.set_num_threads(1)
    torch.manual_seed(0)
    tokenizer = Tokenizer(arguments.model / "merges.txt")
    network = load_model(arguments.model, len(tokenizer))
    recorder = Recorder(arguments.out)
    scenes = {s.name: to_tensor(s.pictures[-1:]).contiguous() for s in open_dataset(arguments.data).sets}
    embeddings = record_text(network, tokenizer, recorder)
    record_unet(network, embeddings, recorder)
    record_autoencoder(network, {"a": scenes["128x128"], "b": scenes["160x96"]}, recorder)
    record_ddim(network, embeddings, recorder)
    size = sum(file.stat().st_size for file in arguments.out.iterdir() if file.suffix in (".safetensors", ".json", ".png"))
    print(f"recorded {size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
