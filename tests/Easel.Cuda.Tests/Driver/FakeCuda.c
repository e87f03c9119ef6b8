/* A library with the calls of NVIDIA's driver that Easel makes. It computes nothing: it notes each call with its arguments, and answers as a test wants.
   Signatures as in cuda.h. */
#include <stdarg.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#ifndef VERSION
#define VERSION 12040
#endif
#ifndef MAJOR
#define MAJOR 9
#endif
#ifndef CARDS
#define CARDS 1
#endif
#ifndef FREE_MIB
#define FREE_MIB 70000
#endif
#define CALL __attribute__((visibility("default"))) int
#define CONTEXT ((void *)0xC0)

static char notes[1 << 16];
static int length, live, next_handle = 0x1000;
static char failing[64];
static int failure;
static __thread void *current;

static void note(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    length += vsnprintf(notes + length, sizeof notes - length, format, arguments);
    va_end(arguments);
}

/* What a call answers: its failure if the test chose one, "*" for all that need a context; an invalid context where one is needed and none is current. */
static int answer(const char *call, int needs_context)
{
    if (strcmp(call, failing) == 0 || (needs_context && strcmp("*", failing) == 0)) return failure;
    return needs_context && current != CONTEXT ? 201 : 0;
}

static int make(void **handle)
{
    live++;
    *handle = (void *)(intptr_t)(next_handle += 0x10);
    return 0;
}

__attribute__((visibility("default"))) const char *fake_notes(void) { return notes; }
__attribute__((visibility("default"))) void fake_forget(void) { length = 0; notes[0] = 0; }
__attribute__((visibility("default"))) int fake_live(void) { return live; }
__attribute__((visibility("default"))) void fake_fail(const char *call, int code) { snprintf(failing, sizeof failing, "%s", call); failure = code; }

#define REFUSE(call, context) do { int refused = answer(call, context); if (refused) return refused; } while (0)

CALL cuDriverGetVersion(int *version) { REFUSE("cuDriverGetVersion", 0); *version = VERSION; return 0; }
CALL cuInit(unsigned flags) { note("cuInit %u\n", flags); return answer("cuInit", 0); }
CALL cuDeviceGetCount(int *count) { *count = CARDS; return answer("cuDeviceGetCount", 0); }
CALL cuDeviceGet(int *device, int ordinal) { *device = 40 + ordinal; return answer("cuDeviceGet", 0); }
CALL cuDeviceGetName(char *name, int size, int device) { snprintf(name, size, "Fake Card %d", device - 40); return answer("cuDeviceGetName", 0); }
CALL cuDeviceTotalMem_v2(size_t *bytes, int device) { *bytes = 81559ull << 20; return answer("cuDeviceTotalMem_v2", 0); }

CALL cuDeviceGetAttribute(int *value, int attribute, int device)
{
    REFUSE("cuDeviceGetAttribute", 0);
    switch (attribute)
    {
        case 75: *value = MAJOR; return 0;
        case 76: *value = 5; return 0;
        default: *value = attribute * 1000; return 0;
    }
}

CALL cuDevicePrimaryCtxRetain(void **context, int device) { note("cuDevicePrimaryCtxRetain %d\n", device); REFUSE("cuDevicePrimaryCtxRetain", 0); live++; *context = CONTEXT; return 0; }
CALL cuDevicePrimaryCtxRelease_v2(int device) { note("cuDevicePrimaryCtxRelease_v2 %d\n", device); live--; return answer("cuDevicePrimaryCtxRelease_v2", 0); }
CALL cuCtxSetCurrent(void *context) { REFUSE("cuCtxSetCurrent", 0); current = context; return 0; }

CALL cuMemGetInfo_v2(size_t *free_bytes, size_t *total) { REFUSE("cuMemGetInfo_v2", 1); *free_bytes = (size_t)FREE_MIB << 20; *total = 81559ull << 20; return 0; }
CALL cuMemAlloc_v2(void **address, size_t bytes) { note("cuMemAlloc_v2 %zu\n", bytes); REFUSE("cuMemAlloc_v2", 1); return make(address); }
CALL cuMemFree_v2(void *address) { note("cuMemFree_v2 %p\n", address); REFUSE("cuMemFree_v2", 1); live--; return 0; }
CALL cuMemAllocHost_v2(void **address, size_t bytes) { note("cuMemAllocHost_v2 %zu\n", bytes); REFUSE("cuMemAllocHost_v2", 1); return make(address); }
CALL cuMemFreeHost(void *address) { note("cuMemFreeHost %p\n", address); REFUSE("cuMemFreeHost", 1); live--; return 0; }
CALL cuMemcpyHtoDAsync_v2(void *to, void *from, size_t bytes, void *stream) { note("cuMemcpyHtoDAsync_v2 to=%p from=%p bytes=%zu stream=%p\n", to, from, bytes, stream); return answer("cuMemcpyHtoDAsync_v2", 1); }
CALL cuMemcpyDtoHAsync_v2(void *to, void *from, size_t bytes, void *stream) { note("cuMemcpyDtoHAsync_v2 to=%p from=%p bytes=%zu stream=%p\n", to, from, bytes, stream); return answer("cuMemcpyDtoHAsync_v2", 1); }
CALL cuMemcpyDtoDAsync_v2(void *to, void *from, size_t bytes, void *stream) { note("cuMemcpyDtoDAsync_v2 to=%p from=%p bytes=%zu stream=%p\n", to, from, bytes, stream); return answer("cuMemcpyDtoDAsync_v2", 1); }
#ifndef WITHOUT_FILL
CALL cuMemsetD8Async(void *address, unsigned char value, size_t count, void *stream) { note("cuMemsetD8Async at=%p value=%d count=%zu stream=%p\n", address, value, count, stream); return answer("cuMemsetD8Async", 1); }
#endif

CALL cuModuleLoadDataEx(void **module, const void *image, unsigned count, int *options, void **values)
{
    note("cuModuleLoadDataEx '%s'", (const char *)image);
    for (unsigned i = 0; i < count; i++)
    {
        /* Buffers come as 3 and 5, their sizes as 4 and 6, by value in the pointer's place. */
        if (options[i] == 4 || options[i] == 6) note(" %d=%d", options[i], (int)(intptr_t)values[i]);
        if (options[i] == 5 && answer("cuModuleLoadDataEx", 1)) strcpy(values[i], "ptxas: line 3\nUnknown opcode");
    }
    note("\n");
    REFUSE("cuModuleLoadDataEx", 1);
    return make(module);
}

#ifndef WITHOUT_LINKER
static char *link_errors;
static char linked[64];

/* CU_JIT_ERROR_LOG_BUFFER = 5 is written to until the linker is destroyed. */
CALL cuLinkCreate_v2(unsigned count, int *options, void **values, void **linker)
{
    note("cuLinkCreate_v2");
    for (unsigned i = 0; i < count; i++)
    {
        if (options[i] == 4 || options[i] == 6) note(" %d=%d", options[i], (int)(intptr_t)values[i]);
        if (options[i] == 5) link_errors = values[i];
    }
    note("\n");
    REFUSE("cuLinkCreate_v2", 1);
    return make(linker);
}

CALL cuLinkAddData_v2(void *linker, int type, void *text, size_t bytes, const char *name, unsigned count, int *options, void **values)
{
    note("cuLinkAddData_v2 %p type=%d '%s' bytes=%zu name=%s options=%u\n", linker, type, (char *)text, bytes, name, count);
    if (answer("cuLinkAddData_v2", 1)) strcpy(link_errors, "ptxas: line 7\nUnknown modifier");
    REFUSE("cuLinkAddData_v2", 1);
    snprintf(linked, sizeof linked, "code of %s", (char *)text);
    return 0;
}

CALL cuLinkComplete(void *linker, void **code, size_t *bytes)
{
    note("cuLinkComplete %p\n", linker);
    if (answer("cuLinkComplete", 1)) strcpy(link_errors, "unresolved symbol");
    REFUSE("cuLinkComplete", 1);
    *code = linked;
    *bytes = strlen(linked);
    return 0;
}

CALL cuLinkDestroy(void *linker) { note("cuLinkDestroy %p\n", linker); memset(linked, '?', sizeof linked); live--; return answer("cuLinkDestroy", 1); }
#endif

CALL cuModuleUnload(void *module) { note("cuModuleUnload %p\n", module); REFUSE("cuModuleUnload", 1); live--; return 0; }
CALL cuModuleGetFunction(void **function, void *module, const char *name) { note("cuModuleGetFunction %p %s\n", module, name); REFUSE("cuModuleGetFunction", 1); *function = (void *)0xF0; return 0; }
CALL cuFuncSetAttribute(void *function, int attribute, int value) { note("cuFuncSetAttribute %p %d=%d\n", function, attribute, value); return answer("cuFuncSetAttribute", 1); }
CALL cuFuncGetAttribute(int *value, int attribute, void *function) { REFUSE("cuFuncGetAttribute", 1); *value = attribute * 100; return 0; }

CALL cuLaunchKernel(void *function, unsigned gx, unsigned gy, unsigned gz, unsigned bx, unsigned by, unsigned bz, unsigned shared, void *stream, void **parameters, void **extra)
{
    note("cuLaunchKernel %p grid=%u,%u,%u block=%u,%u,%u shared=%u stream=%p", function, gx, gy, gz, bx, by, bz, shared, stream);
    if (parameters || extra[0] != (void *)1 || extra[2] != (void *)2 || extra[4]) return 1;
    for (size_t i = 0; i < *(size_t *)extra[3]; i++) note("%s%02x", i ? "" : " bytes=", ((unsigned char *)extra[1])[i]);
    note("\n");
    return answer("cuLaunchKernel", 1);
}

#ifndef WITHOUT_CLUSTERS
/* CUlaunchConfig, with its attributes: an identifier and, 8 bytes further, a value of 64. */
struct configuration { unsigned gx, gy, gz, bx, by, bz, shared; void *stream; struct { int id, pad; unsigned value[16]; } *attributes; unsigned count; };

CALL cuLaunchKernelEx(const struct configuration *launch, void *function, void **parameters, void **extra)
{
    if (parameters || extra[0] != (void *)1 || extra[2] != (void *)2 || extra[4]) return 1;
    note("cuLaunchKernelEx %p grid=%u,%u,%u block=%u,%u,%u shared=%u stream=%p", function, launch->gx, launch->gy, launch->gz, launch->bx, launch->by, launch->bz, launch->shared, launch->stream);
    for (unsigned i = 0; i < launch->count; i++) note(" %d=%u,%u,%u", launch->attributes[i].id, launch->attributes[i].value[0], launch->attributes[i].value[1], launch->attributes[i].value[2]);
    for (size_t i = 0; i < *(size_t *)extra[3]; i++) note("%s%02x", i ? "" : " bytes=", ((unsigned char *)extra[1])[i]);
    note("\n");
    return answer("cuLaunchKernelEx", 1);
}

CALL cuOccupancyMaxActiveClusters(int *count, void *function, const struct configuration *launch)
{
    note("cuOccupancyMaxActiveClusters %p grid=%u,%u,%u block=%u shared=%u %d=%u,%u,%u\n", function, launch->gx, launch->gy, launch->gz, launch->bx, launch->shared,
        launch->attributes[0].id, launch->attributes[0].value[0], launch->attributes[0].value[1], launch->attributes[0].value[2]);
    *count = 33;
    return answer("cuOccupancyMaxActiveClusters", 1);
}
#endif

CALL cuStreamCreate(void **stream, unsigned flags) { note("cuStreamCreate %u\n", flags); REFUSE("cuStreamCreate", 1); return make(stream); }
CALL cuStreamDestroy_v2(void *stream) { note("cuStreamDestroy_v2 %p\n", stream); REFUSE("cuStreamDestroy_v2", 1); live--; return 0; }
CALL cuStreamSynchronize(void *stream) { note("cuStreamSynchronize %p\n", stream); return answer("cuStreamSynchronize", 1); }
CALL cuStreamBeginCapture_v2(void *stream, int mode) { note("cuStreamBeginCapture_v2 %p mode=%d\n", stream, mode); return answer("cuStreamBeginCapture_v2", 1); }
CALL cuStreamEndCapture(void *stream, void **graph) { note("cuStreamEndCapture %p\n", stream); REFUSE("cuStreamEndCapture", 1); return make(graph); }
CALL cuEventCreate(void **event, unsigned flags) { note("cuEventCreate %u\n", flags); REFUSE("cuEventCreate", 1); return make(event); }
CALL cuEventDestroy_v2(void *event) { note("cuEventDestroy_v2 %p\n", event); REFUSE("cuEventDestroy_v2", 1); live--; return 0; }
CALL cuEventRecord(void *event, void *stream) { note("cuEventRecord %p stream=%p\n", event, stream); return answer("cuEventRecord", 1); }
CALL cuEventSynchronize(void *event) { note("cuEventSynchronize %p\n", event); return answer("cuEventSynchronize", 1); }
CALL cuEventElapsedTime(float *milliseconds, void *from, void *to) { note("cuEventElapsedTime %p %p\n", from, to); REFUSE("cuEventElapsedTime", 1); *milliseconds = 1.5f; return 0; }
#ifdef WITHOUT_GRAPH_FLAGS
CALL cuGraphInstantiate_v2(void **ready, void *graph, void **node, char *log, size_t bytes) { note("cuGraphInstantiate_v2 %p\n", graph); REFUSE("cuGraphInstantiate_v2", 1); return make(ready); }
#else
CALL cuGraphInstantiateWithFlags(void **ready, void *graph, unsigned long long flags) { note("cuGraphInstantiateWithFlags %p %llu\n", graph, flags); REFUSE("cuGraphInstantiateWithFlags", 1); return make(ready); }
#endif
CALL cuGraphLaunch(void *graph, void *stream) { note("cuGraphLaunch %p stream=%p\n", graph, stream); return answer("cuGraphLaunch", 1); }
CALL cuGraphDestroy(void *graph) { note("cuGraphDestroy %p\n", graph); live--; return answer("cuGraphDestroy", 1); }
CALL cuGraphExecDestroy(void *graph) { note("cuGraphExecDestroy %p\n", graph); REFUSE("cuGraphExecDestroy", 1); live--; return 0; }

CALL cuGetErrorName(int error, const char **text) { *text = error == 2 ? "CUDA_ERROR_OUT_OF_MEMORY" : error == 100 ? "CUDA_ERROR_NO_DEVICE" : error == 700 ? "CUDA_ERROR_ILLEGAL_ADDRESS" : 0; return *text ? 0 : 1; }
CALL cuGetErrorString(int error, const char **text) { *text = error == 2 ? "out of memory" : error == 100 ? "no CUDA-capable device is detected" : 0; return *text ? 0 : 1; }
