using Easel.Imaging;

namespace Easel.Painting.Jobs;

/// <summary>Pictures under names that are known before they are painted: one file, or several in a folder.</summary>
internal sealed class NamedFiles : PictureOutput
{
    private readonly OutputPlan _plan;
    private readonly string _tag;

    private NamedFiles(OutputPlan plan, string tag)
        : base(plan) => (_plan, _tag) = (plan, tag);

    /// <inheritdoc/>
    public override bool HasOtherNames => false;

    /// <summary>A plan for a single file.</summary>
    /// <param name="path">As it was named.</param>
    /// <param name="option">How another is chosen: <c>--output FILE</c>.</param>
    public static OutputPlan PlanOne(string path, string option)
        => new(OutputKind.Named, Path.GetDirectoryName(path) ?? "", option) { Names = [Path.GetFileName(path)], Shown = Path.GetFileName(path) };

    /// <summary>Opens the place of files, and makes their folders.</summary>
    /// <param name="plan">Which.</param>
    /// <param name="tag">What the name of a file that is not whole yet has behind, where another gives way to it.</param>
    /// <param name="isNew">Whether none of the files can be there yet.</param>
    /// <exception cref="IOException">A file is there already, or cannot be written.</exception>
    public static NamedFiles Open(OutputPlan plan, string tag, bool isNew)
    {
        string[] paths = [.. plan.Names.Select(name => Path.Combine(plan.Folder, name))];
        foreach (string path in paths)
        {
            if (Directory.Exists(path))
            {
                throw new IOException($"{path} is a folder; a file is wanted. Choose another name: {plan.Option}");
            }

            if (isNew && !plan.Overwrites && Path.Exists(path))
            {
                throw new IOException($"{path} exists already and is not overwritten. Choose another name: {plan.Option}");
            }
        }

        foreach (string folder in paths.Select(path => Path.GetDirectoryName(Path.GetFullPath(path))!).Distinct())
        {
            OutputFolder.Prepare(folder, folder, plan.Option);
        }

        return new NamedFiles(plan, tag);
    }

    /// <inheritdoc/>
    public override string NameOf(FinishedPicture picture) => _plan.Names[picture.RequestNumber + picture.Update.Iteration];

    /// <inheritdoc/>
    public override bool TryWrite(string name, byte[] png)
    {
        if (!_plan.Overwrites)
        {
            return base.TryWrite(name, png);
        }

        OutputFolder.Replace(PathOf(name), png, _tag);
        return true;
    }

    /// <inheritdoc/>
    public override void Clear(string name)
    {
        if (!_plan.Overwrites)
        {
            base.Clear(name);
            return;
        }

        string beside = OutputFolder.Beside(PathOf(name), _tag);
        NewFile.DeleteRemains(beside);
        File.Delete(beside);
    }
}
