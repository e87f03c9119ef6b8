namespace Easel.Tensors.Backends;

/// <summary>A weight holds infinity or what is not a number, and which.</summary>
public sealed class NonFiniteWeightException(string message) : Exception(message);
