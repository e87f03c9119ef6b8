using Easel.Cuda.Tests.Ptx.Parsing;
using Easel.Cuda.Tests.Ptx.Running;

namespace Easel.Cuda.Tests.Ptx.Decoding;

/// <summary>A loaded PTX file: its kernels ready to run, its variables in card memory.</summary>
internal sealed class Module
{
    private readonly CardMemory _memory;
    private readonly List<nint> _variables = [];
    private readonly Dictionary<string, Lazy<Kernel>> _kernels;

    public Module(ModuleText text, CardMemory memory)
    {
        _memory = memory;
        var places = new Dictionary<string, ulong>();
        foreach (Variable variable in text.Variables.Where(variable => variable.Space is "global" or "const"))
        {
            nint address = memory.Allocate(variable.Bytes);
            memory.Find((ulong)address, variable.Bytes)!.Touch((ulong)address, variable.Bytes);
            _variables.Add(address);
            places[variable.Name] = (ulong)address;
            Initialise(address, variable);
        }

        _kernels = text.Kernels.ToDictionary(kernel => kernel.Name, kernel => new Lazy<Kernel>(() => new Decoder(kernel, text, places).Decode()));
    }

    /// <summary>Decodes a kernel when it is first asked for: tests open many modules, and use few kernels of each.</summary>
    public Kernel? Find(string name) => _kernels.GetValueOrDefault(name)?.Value;

    private static unsafe void Initialise(nint address, Variable variable)
    {
        var bytes = new Span<byte>((void*)address, variable.Bytes);
        bytes.Clear();
        variable.Content.CopyTo(bytes);
    }

    public void Unload() => _variables.ForEach(variable => _memory.Free(variable));
}
