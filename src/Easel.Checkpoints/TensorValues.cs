namespace Easel.Checkpoints;

/// <summary>Gives a tensor's values, in order, piece by piece.</summary>
/// <param name="first">The first element's number.</param>
/// <param name="values">Takes as many as fit.</param>
public delegate void TensorValues(long first, Span<float> values);
