// Clusters: blocks that run at once on neighbouring multiprocessors and read each other's shared memory. Only for sm_90 and newer.
#pragma once
#include "easel.cuh"

// All threads of all blocks of the cluster come here, then go on to cluster_wait; what they wrote before, all see after that. It is a fence of the whole card.
DEVICE void cluster_arrive() { asm volatile("barrier.cluster.arrive.release.aligned;" ::: "memory"); }

// The same without the fence: says no more than that what this thread has read of others, and used, it no longer needs.
DEVICE void cluster_let_go() { asm volatile("barrier.cluster.arrive.relaxed.aligned;" ::: "memory"); }

DEVICE void cluster_wait() { asm volatile("barrier.cluster.wait.acquire.aligned;" ::: "memory"); }

// Where another block of the cluster has what this one has at an address of its shared memory.
DEVICE word address_in_block(word shared, int block)
{
    word result;
    asm("mapa.shared::cluster.u32 %0, %1, %2;" : "=r"(result) : "r"(shared), "r"(block));
    return result;
}

DEVICE void load_from_block(Floats4& value, word address)
{
    asm volatile("ld.shared::cluster.v4.f32 {%0, %1, %2, %3}, [%4];" : "=f"(value.x), "=f"(value.y), "=f"(value.z), "=f"(value.w) : "r"(address) : "memory");
}

DEVICE void load_from_block(Floats2& value, word address)
{
    asm volatile("ld.shared::cluster.v2.f32 {%0, %1}, [%2];" : "=f"(value.x), "=f"(value.y) : "r"(address) : "memory");
}
