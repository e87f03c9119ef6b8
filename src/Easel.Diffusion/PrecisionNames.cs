using Easel.Tensors;

namespace Easel.Diffusion;

/// <summary>Names of precisions, in commands, reports and files.</summary>
public static class PrecisionNames
{
    private const string Full = "full";
    private const string Autocast = "autocast";

    /// <summary>All names, the exact one first.</summary>
    public static IReadOnlyList<string> All { get; } = [Full, Autocast];

    /// <summary>The name of a precision.</summary>
    public static string NameOf(Precision precision) => precision == Precision.Full ? Full : Autocast;

    /// <summary>The precision of a name.</summary>
    /// <returns>None if there is no such name.</returns>
    public static Precision? Read(string name) => name switch
    {
        Full => Precision.Full,
        Autocast => Precision.Autocast,
        _ => null,
    };
}
