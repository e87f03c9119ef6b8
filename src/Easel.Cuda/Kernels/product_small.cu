#include "product_tiles.cuh"

TILE(128, 80, 64, 40, 3)
TILE(64, 80, 32, 40, 3)
TILE(64, 64, 32, 32, 3)

// For results of few channels.
TILE(128, 16, 32, 16, 3)
