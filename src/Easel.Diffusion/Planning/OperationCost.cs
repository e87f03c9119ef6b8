namespace Easel.Diffusion.Planning;

/// <summary>What an operation, or a part of a run, costs on a machine that does nothing else.</summary>
/// <param name="Seconds">From its begin to its end, with all threads.</param>
/// <param name="Work">Of all processors together: what other programs cannot lengthen by taking turns. Of a card its own seconds.</param>
public readonly record struct OperationCost(double Seconds, double Work)
{
    /// <summary>Both of two.</summary>
    public static OperationCost operator +(OperationCost a, OperationCost b) => Add(a, b);

    /// <summary>So often.</summary>
    public static OperationCost operator *(OperationCost cost, double times) => Multiply(cost, times);

    /// <summary>Both of two.</summary>
    public static OperationCost Add(OperationCost a, OperationCost b) => new(a.Seconds + b.Seconds, a.Work + b.Work);

    /// <summary>So often.</summary>
    public static OperationCost Multiply(OperationCost cost, double times) => new(cost.Seconds * times, cost.Work * times);
}
