#include "product_tiles.cuh"

// 160 divides 320, 640 and 1280, the channels of Stable Diffusion's UNet; 128 those of its autoencoder. Eight warps: two for each of a multiprocessor's schedulers.
TILE(product_128x160, 128, 160, 32, 80, 3, 4)
TILE(product_128x128, 128, 128, 64, 32, 3, 4)
