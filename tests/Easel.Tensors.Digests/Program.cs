using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Digests;

// Prints a line for every operation, `name sha256`, and all of them again for each further thread count: the same on every machine, at every vector width and thread count.
if (args is not [] and not ["--threads", _])
{
    Console.Error.WriteLine("usage: Easel.Tensors.Digests [--threads N,N...]");
    return 2;
}

int[] counts = args is [_, string list] ? [.. list.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))] : [0];
(string Name, Func<Device, Tensor> Run)[] cases =
[
    .. ElementwiseCases.All(),
    .. CopyCases.All(),
    .. NormalizationCases.All(),
    .. ProductCases.All(),
    .. TokenCases.All(),
];
foreach (int threads in counts)
{
    using CpuDevice device = new(threads) { Quantizes = static name => name == ProductCases.Quantized };
    foreach ((string name, Func<Device, Tensor> run) in cases)
    {
        using Easel.Tensors.Memory.Scope scope = device.BeginScope();
        Tensor result = run(device);
        float[] values = new float[result.Shape.Count];
        device.Download(result, values);
        Console.WriteLine($"{name} {Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<float>(values)))}");
    }
}

return 0;
