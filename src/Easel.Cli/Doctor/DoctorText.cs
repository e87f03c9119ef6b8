using System.Globalization;
using Easel.Cli.Options;
using Easel.Cuda.Driver;

namespace Easel.Cli.Doctor;

/// <summary>Findings for people.</summary>
internal sealed class DoctorText(TextWriter output)
{
    private const int Indent = 13;

    /// <summary>Writes them.</summary>
    public void Write(MachineFindings found)
    {
        Line("Easel", $"{EaselVersion.Text} on {found.System}");
        Line("Processor", $"{found.Processor}, {Count(found.Threads, "thread")}");
        Line("", $"computes with {found.AutocastKernel} in autocast, with {found.FullKernel} in full");
        Line("", $"(it has the instructions for {string.Join(", ", found.Kernels)})");
        Line("Memory", Size(found.Memory) + (found.FreeMemory is long free ? $", {Size(free)} of it free" : ""));
        WriteCards(found);
        WriteModel(found.Model);
        WriteCache(found.Cache);
        output.WriteLine();
        WriteVerdict(found);
    }

    private void WriteCards(MachineFindings found)
    {
        if (found.NoCard is not null)
        {
            Line("Card", "none that Easel can use: the processor paints");
            Line("", found.NoCard);
            return;
        }

        foreach (FoundCard card in found.Cards)
        {
            CardProperties properties = card.Card.Properties;
            string memory = card.FreeMemory is long free ? $"{Size(free)} of {Size(properties.Memory)} free" : Size(properties.Memory);
            Line("Card", $"{card.Card}: compute capability {properties.Capability.Major}.{properties.Capability.Minor}, {memory}");
            Line("", card.Obstacle is null ? $"can be used: --device cuda:{card.Card.Index}" : $"cannot be used: {card.Obstacle}");
        }

        Line("Driver", $"speaks CUDA {CudaRequirements.VersionText(found.Cuda!.Value)}; {CudaRequirements.DriverText} or newer is wanted");
    }

    private void WriteModel(FoundModel model)
    {
        string which = model.IsPocket ? "pocket, the small model that comes with Easel: " : "";
        string what = model.Family is null ? "" : $", {model.Family}, {Size(model.Bytes ?? 0)}";
        Line("Checkpoint", $"{which}{model.Checkpoint}{what}");
        if (model.IsPocket)
        {
            Line("", $"(one of Stable Diffusion goes to {ChosenModel.UsualPlace}, or is named with --ckpt)");
        }

        Line("Vocabulary", model.Vocabulary ?? "none");
    }

    private void WriteCache(FoundFolder? cache)
    {
        if (cache is null)
        {
            Line("Cache", "this system has no place for caches; set EASEL_CACHE to a folder to have one");
            return;
        }

        if (cache.Obstacle is not null)
        {
            Line("Cache", $"{cache.Path} cannot be used: {cache.Obstacle}; set EASEL_CACHE to a folder");
            return;
        }

        string used = cache.Used > 0 ? $"{Size(cache.Used)} in it" : "empty; --weight-cache fills it";
        Line("Cache", $"{cache.Path}, {used}{(cache.Free is long free ? $", {Size(free)} free on its disk" : "")}");
    }

    private void WriteVerdict(MachineFindings found)
    {
        if (found.Model.Problem is null)
        {
            output.WriteLine("Easel can paint here: easel txt2img --prompt \"a red circle on a blue background\"");
            return;
        }

        output.WriteLine("Easel cannot paint here yet:");
        output.WriteLine(Quoted.Harmless(found.Model.Problem));
    }

    private void Line(string label, string text) => output.WriteLine($"{label.PadRight(Indent)}{Quoted.Harmless(text)}");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    private static string Size(long bytes) => bytes < 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):F1} GiB");
}
