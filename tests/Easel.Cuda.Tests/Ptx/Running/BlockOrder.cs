namespace Easel.Cuda.Tests.Ptx.Running;

/// <summary>In what order a launch's blocks run. A card promises none.</summary>
/// <param name="Turn">Another order for each: 0 forward, 1 backward, then shuffled.</param>
/// <param name="First">The block that a forward order begins with; those before it come last.</param>
internal readonly record struct BlockOrder(int Turn, int First = 0)
{
    public bool IsBackward => Turn % 2 == 1;

    /// <summary>The numbers below a count.</summary>
    public int[] Of(int count)
    {
        int first = First;
        int[] numbers = [.. Enumerable.Range(0, count).Select(number => (number + first) % count)];
        if (Turn == 1)
        {
            Array.Reverse(numbers);
        }
        else if (Turn > 1)
        {
            new Random(Turn).Shuffle(numbers);
        }

        return numbers;
    }
}
