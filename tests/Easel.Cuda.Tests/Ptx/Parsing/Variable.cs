namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>A variable of a module or kernel.</summary>
/// <param name="Name">As declared.</param>
/// <param name="Space"><c>global</c>, <c>const</c>, <c>shared</c>, <c>local</c> or <c>param</c>.</param>
/// <param name="Alignment">In bytes.</param>
/// <param name="Bytes">0 for shared memory whose size is said at the launch.</param>
/// <param name="Content">First bytes; zeros follow.</param>
internal sealed record Variable(string Name, string Space, int Alignment, int Bytes, byte[] Content);
