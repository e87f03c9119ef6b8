using Easel.Tensors;

namespace Easel.Cuda.Tests.Operations;

/// <summary>A pair of devices for each precision, opened once for a class of tests.</summary>
public sealed class DevicePairs : IDisposable
{
    private readonly DevicePair _full = new(Precision.Full);
    private readonly DevicePair _autocast = new(Precision.Autocast);

    /// <summary>Of both.</summary>
    public static TheoryData<Precision> Precisions => [Precision.Full, Precision.Autocast];

    internal DevicePair Full => _full;

    internal DevicePair Autocast => _autocast;

    internal DevicePair this[Precision precision] => precision == Precision.Full ? _full : _autocast;

    public void Dispose()
    {
        _full.Dispose();
        _autocast.Dispose();
    }
}
