using Easel.Cli.Digests;

namespace Easel.Parity.Tests.SameBytes;

/// <summary>What one machine paints of a scene.</summary>
/// <param name="Scene">Its name.</param>
/// <param name="Batch">Pictures at once.</param>
/// <param name="Threads">How many compute.</param>
internal sealed record Cell(string Scene, int Batch, int Threads)
{
    /// <summary>Numbers of threads.</summary>
    public static int[] AllThreads { get; } = [1, 2, 3, 7];

    /// <summary>As <c>Easel.Cli.Digests</c> is told of it.</summary>
    public string Word => $"{Scene}:{Batch}:{Threads}";

    /// <summary>What others are compared with: all scenes of a kind in all batches, on one thread.</summary>
    public static IEnumerable<Cell> References(Func<Scene, bool> which)
        => Scenes.All.Where(which).SelectMany(scene => Scenes.Batches.Select(batch => new Cell(scene.Name, batch, 1)));

    /// <summary>
    /// Every scene once for each machine, so that over the machines each value of scene, machine, threads and batch meets each value of each other one.
    /// </summary>
    /// <param name="machine">From 0.</param>
    public static IEnumerable<Cell> Covering(int machine, Func<Scene, bool> which)
        => Scenes.All.Where(which).Select((scene, i) => new Cell(scene.Name, Scenes.Batches[((i / AllThreads.Length) + machine) % 2], AllThreads[(i + machine) % AllThreads.Length]));

    /// <summary>A quarter of <see cref="Covering"/>, on each number of threads and in each batch: for machines on which a picture takes seconds.</summary>
    /// <param name="machine">From 0.</param>
    public static IEnumerable<Cell> Sample(int machine, Func<Scene, bool> which)
        => Covering(machine, which).Where((_, i) => i % AllThreads.Length == ((i / AllThreads.Length) + machine) % AllThreads.Length);

    /// <summary>Every scene in every batch on every number of threads.</summary>
    public static IEnumerable<Cell> Full(Func<Scene, bool> which)
        => Scenes.All.Where(which).SelectMany(scene => Scenes.Batches.SelectMany(batch => AllThreads.Select(threads => new Cell(scene.Name, batch, threads))));
}
