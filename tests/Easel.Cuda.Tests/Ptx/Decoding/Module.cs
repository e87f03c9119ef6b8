using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>A loaded PTX file: its kernels ready to run, its variables in card memory.</summary>
internal sealed class Module
{
    private readonly CardMemory _memory;
    private readonly List<nint> _variables = [];

    public Module(ModuleText text, CardMemory memory)
    {
        _memory = memory;
        var places = new Dictionary<string, ulong>();
        foreach (Variable variable in text.Variables.Where(variable => variable.Space is "global" or "const"))
        {
            nint address = memory.Allocate(variable.Bytes);
            _variables.Add(address);
            places[variable.Name] = (ulong)address;
            Initialise(address, variable);
        }

        Kernels = text.Kernels.ToDictionary(kernel => kernel.Name, kernel => new Decoder(kernel, text, places).Decode());
    }

    public IReadOnlyDictionary<string, Kernel> Kernels { get; }

    private static unsafe void Initialise(nint address, Variable variable)
    {
        var bytes = new Span<byte>((void*)address, variable.Bytes);
        bytes.Clear();
        variable.Content.CopyTo(bytes);
    }

    public void Unload() => _variables.ForEach(variable => _memory.Free(variable));
}
