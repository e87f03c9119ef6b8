using System.Globalization;
using Easel.Cuda.Driver;
using Easel.Downloads.Transfer;
using Easel.Painting;
using Easel.Painting.Texts;

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
        Line("Memory", ByteText.Of(found.Memory) + (found.FreeMemory is long free ? $", {ByteText.Of(free)} of it free" : ""));
        WriteNeed(found.Need);
        WriteCards(found);
        WriteModel(found.Model);
        WriteWeights(found);
        WriteCache(found.Cache);
        Line("Pictures", $"{found.Output.Path}{(found.Output.Free is long room ? $", {ByteText.Of(room)} free on its disk" : "")}");
        WriteTroubles(found.Troubles);
        output.WriteLine();
        WriteVerdict(found);
    }

    private void WriteNeed(FoundNeed need)
    {
        int pictures = need.Request.Batches[0].Count;
        string what = $"{(pictures == 1 ? "a picture" : $"{pictures} pictures at once")} of {need.Request.Width} x {need.Request.Height} pixels {(pictures == 1 ? "takes" : "take")}";
        string of = need.IsOfModel ? "" : " with Stable Diffusion v1";
        Line("", $"{what} about {ByteText.Of(need.Forecast.Total)}{of}; {need.Available.Limit} leaves {ByteText.Of(need.Available.Bytes)}: {(need.Lack is null ? "that fits" : "that is too little")}");
    }

    private void WriteWeights(MachineFindings found)
    {
        Line("Safety", found.SafetyChecker ?? "no weights for the safety checker: pictures are not checked (easel models pull safety-checker)");
        string label = "Weights";
        foreach (FoundWeights weights in found.Weights)
        {
            Line(label, $"{(weights.Name is null ? "" : $"{weights.Name}: ")}{weights.Path}, {ByteText.Of(weights.Bytes)}, {weights.State}");
            label = "";
        }
    }

    private void WriteTroubles(IReadOnlyList<Trouble> troubles)
    {
        if (troubles.Count > 0)
        {
            output.WriteLine();
            output.WriteLine("What is wrong:");
        }

        foreach (Trouble trouble in troubles)
        {
            output.WriteLine(Quoted.Harmless($"- {trouble.What}"));
            output.WriteLine(Quoted.Harmless($"  To do: {trouble.ToDo}"));
        }
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
            string memory = card.FreeMemory is long free ? $"{CardSize(free)} of {CardSize(properties.Memory)} free" : CardSize(properties.Memory);
            Line("Card", $"{card.Card}: compute capability {properties.Capability.Major}.{properties.Capability.Minor}, {memory}");
            Line("", card.Obstacle is null ? $"can be used: --device cuda:{card.Card.Index}" : $"cannot be used: {card.Obstacle}");
        }

        Line("Driver", $"speaks CUDA {CudaRequirements.VersionText(found.Cuda!.Value)}; {CudaRequirements.DriverText} or newer is wanted");
    }

    private void WriteModel(FoundModel model)
    {
        string which = model.IsPocket ? "pocket, the small model that comes with Easel: " : "";
        string what = model.Family is null ? "" : $", {model.Family}, {ByteText.Of(model.Bytes ?? 0)}";
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

        string used = cache.Used > 0 ? $"{ByteText.Of(cache.Used)} in it" : "empty; --weight-cache fills it";
        Line("Cache", $"{cache.Path}, {used}{(cache.Free is long free ? $", {ByteText.Of(free)} free on its disk" : "")}");
    }

    private void WriteVerdict(MachineFindings found)
    {
        if (found.CanPaint)
        {
            output.WriteLine("Easel can paint here: easel txt2img --prompt \"a red circle on a blue background\"");
            return;
        }

        output.WriteLine("Easel cannot paint here yet:");
        output.WriteLine(Quoted.Harmless(found.Model.Problem ?? "see above, what is wrong."));
    }

    private void Line(string label, string text) => output.WriteLine($"{label.PadRight(Indent)}{Quoted.Harmless(text)}");

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";

    /// <summary>Cards count in powers of two, as NVIDIA's own programs do; all else here in powers of ten, as disks and forecasts.</summary>
    private static string CardSize(long bytes) => bytes < 1 << 30
        ? string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 20):F0} MiB")
        : string.Create(CultureInfo.InvariantCulture, $"{bytes / (double)(1 << 30):F1} GiB");
}
