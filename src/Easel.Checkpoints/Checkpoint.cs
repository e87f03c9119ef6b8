using Easel.Checkpoints.Diffusers;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Checkpoints;

/// <summary>A checkpoint file or folder, open: named tensors as views into mapped files.</summary>
public sealed class Checkpoint : IDisposable
{
    private readonly IReadOnlyList<SourceFile> _files;

    private Checkpoint(string path, TensorFile content, IReadOnlyList<SourceFile> files)
    {
        Path = path;
        Format = content.Format;
        Tensors = OriginalNames.Of(content.Tensors);
        GlobalStep = content.GlobalStep;
        _files = files;
    }

    /// <summary>The file or folder.</summary>
    public string Path { get; }

    /// <summary>How it is stored.</summary>
    public CheckpointFormat Format { get; }

    /// <summary>Tensors under canonical (original single-file) names.</summary>
    public IReadOnlyDictionary<string, HostTensor> Tensors { get; }

    /// <summary>How many training steps were made, if the file says.</summary>
    public long? GlobalStep { get; }

    /// <summary>Whether there are averaged weights of the UNet beside the plain ones.</summary>
    public bool HasEma => EmaNames.AreIn(Tensors);

    /// <summary>The files it consists of, with their lengths.</summary>
    public IEnumerable<(string Path, long Bytes)> Files => _files.Select(file => (file.Path, file.Length));

    /// <summary>Opens a Stable Diffusion checkpoint of any supported form, chosen by content.</summary>
    /// <exception cref="CheckpointException">It cannot be used; the message says why.</exception>
    public static Checkpoint Open(string path)
    {
        Checkpoint checkpoint = OpenAny(path);
        if (OriginalNames.Missing(checkpoint.Tensors) is { } missing)
        {
            checkpoint.Dispose();
            throw new CheckpointException($"{path}: {missing}");
        }

        return checkpoint;
    }

    /// <summary>Opens a file of tensors of any supported form, whatever model they belong to.</summary>
    /// <exception cref="CheckpointException">It cannot be read; the message says why.</exception>
    public static Checkpoint OpenAny(string path)
    {
        List<SourceFile> files = [];
        try
        {
            if (Directory.Exists(path))
            {
                return new Checkpoint(path, DiffusersFolder.Read(path, files), files);
            }

            files.Add(SourceFile.Open(path));
            return new Checkpoint(path, FileContent.Read(files[0]), files);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>Opens the folder of a single network, as diffusers folders have one for each; its tensors keep their own names.</summary>
    /// <param name="folder">The network's folder.</param>
    /// <param name="stems">What its weight files may be called, without <c>.safetensors</c> or <c>.bin</c>.</param>
    /// <exception cref="CheckpointException">It has no weights, or they cannot be read; the message says why.</exception>
    public static Checkpoint OpenNetwork(string folder, params string[] stems)
    {
        List<SourceFile> files = [];
        try
        {
            return new Checkpoint(folder, new TensorFile(CheckpointFormat.Diffusers, ComponentFiles.Read(folder, "", stems, files)), files);
        }
        catch
        {
            files.ForEach(file => file.Dispose());
            throw;
        }
    }

    /// <summary>The root of the tree of names from which layers take their tensors.</summary>
    /// <param name="device">Where the layers will compute.</param>
    /// <param name="ema">Whether the UNet's averaged weights are wanted instead of the plain ones.</param>
    /// <exception cref="CheckpointException">Averaged weights are wanted, but there are none.</exception>
    public Weights Weights(Device device, bool ema = false) => new(Path, EmaNames.Choose(Path, Tensors, ema), device);

    /// <summary>The text of a small file beside the weights, such as <c>text_encoder/config.json</c>, or none: then it is not there, or this is a single file.</summary>
    /// <param name="name">Its place in the folder, with slashes.</param>
    /// <exception cref="CheckpointException">It is there, but cannot be read.</exception>
    public string? SideFile(string name)
    {
        string path = System.IO.Path.Combine(Path, System.IO.Path.Combine(name.Split('/')));
        return Format == CheckpointFormat.Diffusers && File.Exists(path) ? SideFiles.ReadText(path) : null;
    }

    /// <summary>The text of a small file in the folder of the weights, or none if it is not there; of a single file, in the folder that it lies in.</summary>
    /// <param name="name">A plain name, such as <c>config.json</c>, or its way from there, with slashes.</param>
    /// <exception cref="CheckpointException">It is there, but cannot be read.</exception>
    public (string Path, string Text)? TextBeside(string name)
    {
        string folder = Format == CheckpointFormat.Diffusers ? Path : System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;
        string path = System.IO.Path.GetFullPath(System.IO.Path.Combine(folder, System.IO.Path.Combine(name.Split('/'))));
        return File.Exists(path) ? (path, SideFiles.ReadText(path)) : null;
    }

    /// <summary>Closes the files. Their tensors cannot be read any more.</summary>
    public void Dispose()
    {
        foreach (SourceFile file in _files)
        {
            file.Dispose();
        }
    }
}
