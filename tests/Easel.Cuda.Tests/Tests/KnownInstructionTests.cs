using Easel.Cuda.Driver;
using Easel.Cuda.Tests.Ptx.Decoding;
using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Tests;

/// <summary>The interpreter knows every instruction of every kernel that is shipped, tested or not.</summary>
public sealed class KnownInstructionTests
{
    [Fact]
    public void Every_kernel_can_be_decoded_and_takes_one_structure()
    {
        using var memory = new CardMemory();
        string[] files = [.. typeof(CudaException).Assembly.GetManifestResourceNames().Where(name => name.EndsWith(".ptx", StringComparison.Ordinal))];
        Assert.NotEmpty(files);

        foreach (string file in files)
        {
            using var reader = new StreamReader(typeof(CudaException).Assembly.GetManifestResourceStream(file)!);
            ModuleText text = PtxParser.Parse(reader.ReadToEnd());
            var module = new Module(text, memory);
            foreach (KernelText kernel in text.Kernels)
            {
                Assert.True(module.Find(kernel.Name)!.Code.Length > 1, $"{file}: {kernel.Name}");
                Assert.Single(kernel.Parameters);
            }
        }
    }
}
