using System.Diagnostics;
using Easel.Diffusion.Journals;
using Easel.Diffusion.Noise;
using Easel.Diffusion.Runs;
using Easel.Tensors;

namespace Easel.Tests.Diffusion.Journals;

/// <summary>What a step's state costs: below a hundredth of the fastest step that there is for its size.</summary>
public sealed class JournalCostTests(ITestOutputHelper output) : IDisposable
{
    private readonly TestFolder _folder = new();

    /// <param name="pictures">painted at once</param>
    /// <param name="side">of the latent</param>
    /// <param name="most">a hundredth of a step, in microseconds: pocket's takes 25 ms and more for one picture on a core, Stable Diffusion v1's more than a second on a processor</param>
    [Theory]
    [InlineData(1, 16, 250)]
    [InlineData(1, 64, 10_000)]
    [InlineData(3, 64, 30_000)]
    public void A_state_takes_less_than_a_hundredth_of_its_step(int pictures, int side, int most)
    {
        RunPosition position = Position(pictures, side);
        using var journal = Journal.Create(_folder.PathOf("20261126-101500-3f9a"), _ => [1]);
        double[] microseconds = new double[100];

        for (int i = 0; i < microseconds.Length; i++)
        {
            long begun = Stopwatch.GetTimestamp();
            journal.SaveState(writer => PositionFormat.Write(writer, position));
            microseconds[i] = Stopwatch.GetElapsedTime(begun).TotalMicroseconds;
        }

        Array.Sort(microseconds);
        output.WriteLine($"{pictures} x {side} x {side} x 4, three earlier outputs: {microseconds[0]:F0} microseconds at best, {microseconds[50]:F0} as a rule");

        // At best: other programs may have the processor for most of the time.
        Assert.InRange(microseconds[0], 0, most);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>After fifty steps of a sampler that remembers three outputs.</summary>
    private static RunPosition Position(int pictures, int side)
    {
        var shape = Shape.Of([pictures, side, side, 4]);
        SavedTensor Tensor() => new(shape, [.. Enumerable.Range(0, (int)shape.Count).Select(i => MathF.Sin(i))]);
        NoiseState noise = new(NoiseKind.Torch, Seed: 42, Position: 1 << 20, Spare: null);
        return new RunPosition
        {
            Iteration = 0,
            Batch = 0,
            First = 0,
            Count = pictures,
            Begun = noise,
            State = new SavedState(Step: 50, First: 0, Tensor(), Tensor(), [Tensor(), Tensor(), Tensor()], noise),
            Digests = [.. Enumerable.Range(0, 50).Select(_ => (IReadOnlyList<string>)[.. Enumerable.Repeat(new string('a', 64), pictures)])],
        };
    }
}
