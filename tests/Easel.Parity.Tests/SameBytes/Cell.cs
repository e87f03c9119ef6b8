using Easel.Cli.Digests;

namespace Easel.Parity.Tests.SameBytes;

/// <summary>What one machine paints of a scene.</summary>
/// <param name="Scene">Its name.</param>
/// <param name="Batch">Pictures at once.</param>
/// <param name="Threads">How many compute.</param>
/// <param name="Way">How it comes to its files.</param>
internal sealed record Cell(string Scene, int Batch, int Threads, Way Way = Way.Whole)
{
    /// <summary>Numbers of threads.</summary>
    public static int[] AllThreads { get; } = [1, 2, 3, 7];

    /// <summary>As <c>Easel.Cli.Digests</c> is told of it.</summary>
    public string Word => $"{Scene}:{Batch}:{Threads}{(Way == Way.Whole ? "" : $":{Way.ToString().ToLowerInvariant()}")}";

    /// <summary>What it is compared with: the same on one thread, in one run.</summary>
    public Cell Reference => this with { Threads = 1, Way = Way.Whole };

    /// <summary>
    /// Every second scene, the others on the next machine: each machine has every number of threads, each in both batches.
    /// </summary>
    /// <param name="machine">From 0.</param>
    public static IEnumerable<Cell> Half(int machine)
        => Quick.Where((_, i) => i % 2 == machine % 2).Select((scene, i) => new Cell(scene.Name, Scenes.Batches[((i / AllThreads.Length) + machine) % 2], AllThreads[i % AllThreads.Length]));

    /// <summary>
    /// Every scene once for each machine, so that over the machines each value of scene, machine, threads and batch meets each value of each other one.
    /// </summary>
    /// <param name="machine">From 0.</param>
    public static IEnumerable<Cell> Covering(int machine, Func<Scene, bool> which)
        => Scenes.All.Where(which).Select((scene, i) => new Cell(scene.Name, Scenes.Batches[((i / AllThreads.Length) + machine) % 2], AllThreads[(i + machine) % AllThreads.Length]));

    /// <summary>Every quick scene in every batch on every number of threads.</summary>
    public static IEnumerable<Cell> Full() => Quick.SelectMany(scene => Scenes.Batches.SelectMany(batch => AllThreads.Select(threads => new Cell(scene.Name, batch, threads))));

    /// <summary>Every quick scene that paints, in every batch in every way but the usual one.</summary>
    public static IEnumerable<Cell> OtherWays()
        => Quick.Where(scene => scene.Paints).SelectMany((scene, i) => Scenes.Batches.SelectMany(batch => new[] { Way.Resumed, Way.Alone }.Select(way => new Cell(scene.Name, batch, AllThreads[i % AllThreads.Length], way))));

    private static IEnumerable<Scene> Quick => Scenes.All.Where(scene => scene.IsQuick);
}
