using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Digests;

// Prints a line for every operation, `name sha256`: the same on every machine, at every vector width and thread count.
if (args is not [] and not ["--threads", _])
{
    Console.Error.WriteLine("usage: Easel.Tensors.Digests [--threads N]");
    return 2;
}

int threads = args is [_, string count] ? int.Parse(count, CultureInfo.InvariantCulture) : 0;
using CpuDevice device = new(threads) { Quantizes = static name => name == ProductCases.Quantized };

(string Name, Func<Device, Tensor> Run)[] cases =
[
    .. ElementwiseCases.All(),
    .. CopyCases.All(),
    .. NormalizationCases.All(),
    .. ProductCases.All(),
    .. TokenCases.All(),
];
foreach ((string name, Func<Device, Tensor> run) in cases)
{
    using Easel.Tensors.Memory.Scope scope = device.BeginScope();
    Tensor result = run(device);
    float[] values = new float[result.Shape.Count];
    device.Download(result, values);
    Console.WriteLine($"{name} {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)))}");
}

return 0;
