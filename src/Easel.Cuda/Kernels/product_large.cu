#include "product_tiles.cuh"

// 160 divides 320, 640 and 1280, the channels of Stable Diffusion's UNet; 128 those of its autoencoder.
TILE(product_128x160, 128, 160, 64, 80, 3, 1)
TILE(product_128x128, 128, 128, 64, 64, 3, 4)
