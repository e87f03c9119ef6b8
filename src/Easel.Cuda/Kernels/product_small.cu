#include "product_tiles.cuh"

TILE(product_128x80, 128, 80, 64, 40, 3, 4)
TILE(product_64x80, 64, 80, 32, 40, 3, 4)
TILE(product_64x64, 64, 64, 32, 32, 3, 4)

// For results of few channels.
TILE(product_128x16, 128, 16, 32, 16, 3, 4)
