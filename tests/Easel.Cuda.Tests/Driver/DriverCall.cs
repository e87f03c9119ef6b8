namespace Easel.Cuda.Tests.Driver;

/// <summary>What the driver was asked for.</summary>
/// <param name="Name">Of the method.</param>
/// <param name="InCapture">Whether it was recorded instead of done.</param>
/// <param name="Arguments">As given; a launch's kernel by its name, its parameters as hexadecimal digits.</param>
internal sealed record DriverCall(string Name, bool InCapture, IReadOnlyList<object> Arguments)
{
    public override string ToString() => $"{Name}({string.Join(", ", Arguments)}){(InCapture ? " captured" : "")}";
}
