using Easel.Cli.Journals;
using Easel.Cli.Options;
using Easel.Diffusion;
using Easel.Diffusion.Pipelines;
using Easel.Imaging;
using Easel.Painting;
using Easel.Painting.Jobs;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel paint</c>: Easel's own front door.</summary>
internal static class PaintCommand
{
    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        OptionReader reader = new(PaintArguments.Groups);
        return PaintingCommand.RunAsync(reader.Read(words, maxPositionals: int.MaxValue), PaintArguments.HelpWith, (parsed, pocket) => JobOf(parsed, pocket, surroundings.DrawBelow), surroundings);
    }

    /// <summary>Reads and checks a command line.</summary>
    /// <exception cref="UsageException">It asks for what cannot be done.</exception>
    private static PaintingJob JobOf(ParsedOptions parsed, PocketModel? pocket, Func<long, long> drawSeed)
    {
        ChosenModel model = ModelArguments.Choose(parsed, pocket);
        ImageRequest request = PaintRequest.Read(parsed, model.Pocket, drawSeed);
        OutputPlan output = PaintPlace.Read(parsed.Of(PaintArguments.Output), request);
        string? initial = parsed.FileOf(PaintArguments.Initial);
        string? mask = parsed.FileOf(PaintArguments.Mask);
        Option[] ofPictures = [PaintArguments.Mask, PaintArguments.Strength];
        if (initial is null && Array.Find(ofPictures, parsed.Has) is Option stray)
        {
            throw new UsageException($"argument {stray.Name}: is for a picture to begin with, but none is named; name it: --init FILE");
        }

        PipelineOptions pipeline = ModelArguments.ReadPipeline(parsed, model);
        return new PaintingJob
        {
            Command = "paint",
            Model = model,
            Pipeline = pipeline,
            Run = RunArguments.Read(parsed),
            Finish = FinishArguments.Read(parsed),
            Journal = JournalArguments.Read(parsed),
            Prepare = () => initial is null
                ? new PaintingOrder(request, output) { Notes = [SeedNote(request)] }
                : BeginWith(PictureInput.Read(initial, mask, PictureOrientation.Upright), initial, request, parsed, output),
        };
    }

    private static string SeedNote(ImageRequest request)
        => request.Iterations == 1 ? $"Seed {request.Seed}" : $"Seeds {request.Seed} to {request.SeedOf(request.Iterations - 1)}";

    private static PaintingOrder BeginWith(PictureInput input, string path, ImageRequest request, ParsedOptions parsed, OutputPlan output)
    {
        PictureSize own = new(input.Picture.Width, input.Picture.Height);
        PictureSize? asked = parsed.Of(PaintArguments.Size);
        PictureSize size = asked ?? SizeFor(own, request, path);
        PictureInput scaled = asked is null ? input.Resize(size.Width, size.Height) : input.Cover(size.Width, size.Height);
        return new PaintingOrder(request with { Width = size.Width, Height = size.Height, Initial = scaled.Begin(parsed.Of(PaintArguments.Strength)) }, output)
        {
            Notes = size == own ? [SeedNote(request)] : [SeedNote(request), $"{path} is {own.Width} x {own.Height} pixels, and painted as {size.Width} x {size.Height}{(asked is null ? "; --size chooses another size" : "")}"],
        };
    }

    /// <summary>A picture's own size in steps of 8; less where the model would be overtaxed.</summary>
    private static PictureSize SizeFor(PictureSize own, ImageRequest request, string path)
        => InitialSize.Of(own, new PictureSize(request.Width, request.Height), out PictureSize shrunk) is { Width: > 0, Height: > 0 } size
            ? size
            : throw new GenerationException($"{path} is {own.Width} x {own.Height} pixels, and {shrunk.Width} x {shrunk.Height} would be painted; both sides must be {SideRules.Multiple} or more. --size WIDTHxHEIGHT chooses others.");
}
