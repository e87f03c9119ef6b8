using System.CommandLine;
using Easel.Checkpoints;
using Easel.Diffusion;
using Easel.Imaging;
using Easel.Models;
using Easel.Models.Tokenizers;
using Easel.Pocket.Commands;

const int Failure = 1;
const int Usage = 2;

RootCommand root = new("Draws the scenes that the pocket model learns from, and tests what it paints.")
{
    RenderCommand.Create(),
    VocabularyCommand.Create(),
    SheetCommand.Create(),
    TestCommand.Create(),
    ColoursCommand.Create(),
};

ParseResult line = root.Parse(args);
if (line.Errors.Count > 0)
{
    Console.Error.WriteLine($"pocket: error: {string.Join(' ', line.Errors.Select(error => error.Message))} 'pocket --help' and 'pocket COMMAND --help' list what there is.");
    return Usage;
}

try
{
    return line.Invoke(new() { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is IOException or UnauthorizedAccessException or CheckpointException or ConfigException or GenerationException or ImageException or VocabularyException)
{
    Console.Error.WriteLine($"pocket: error: {error.Message}");
    return Failure;
}
