using System.Globalization;

namespace Easel.Painting.Jobs;

/// <summary>A folder of pictures whose names sort in the order in which they were painted and tell their seed: <c>00007-1234.png</c>.</summary>
internal sealed class NumberedFolder : PictureOutput
{
    private NumberedFolder(OutputPlan plan)
        : base(plan)
    {
    }

    /// <summary>Opens the folder, and makes it where it is missing; numbers go on behind the largest there.</summary>
    /// <param name="plan">Which.</param>
    /// <param name="next">Where a run that goes on has come to in counting; none for one that begins.</param>
    /// <exception cref="IOException">It cannot be used.</exception>
    public static NumberedFolder Open(OutputPlan plan, OutputNumbers? next)
    {
        OutputFolder.Prepare(plan.FullFolder, plan.Folder, plan.Option);
        return OutputFolder.Describing(plan.Folder, plan.Option, () => new NumberedFolder(plan)
        {
            Next = next ?? new OutputNumbers(Directory.EnumerateFiles(plan.FullFolder).Select(NumberOf).DefaultIfEmpty(-1).Max() + 1),
        });
    }

    /// <inheritdoc/>
    public override string NameOf(FinishedPicture picture)
    {
        int number = Next.Picture;
        Next = Next with { Picture = number + 1 };
        return string.Create(CultureInfo.InvariantCulture, $"{number:D5}-{picture.Seed}.png");
    }

    /// <summary>The number that a file's name begins with, if it is one of ours; less than any otherwise.</summary>
    private static int NumberOf(string path)
    {
        string name = Path.GetFileName(path);
        int digits = name.AsSpan().IndexOfAnyExceptInRange('0', '9');
        return digits is >= 5 and <= 9 && name[digits] == '-' ? int.Parse(name.AsSpan(0, digits), CultureInfo.InvariantCulture) : -1;
    }
}
