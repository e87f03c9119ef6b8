using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Easel.Diffusion.Pipelines;
using Easel.Models.Tokenizers;
using Easel.Pocket.Datasets;

namespace Easel.Pocket.Commands;

/// <summary><c>pocket render</c>: a dataset.</summary>
internal static class RenderCommand
{
    /// <summary>The command.</summary>
    public static Command Create()
    {
        Option<string> folder = new("--out") { Description = "The folder to write into.", Required = true };
        Option<ulong> seed = new("--seed") { Description = "The same seed gives the same pictures.", DefaultValueFactory = _ => 1 };
        Option<bool> heldOut = new("--held-out") { Description = "Only scenes with a combination that training never sees, instead of only scenes without." };
        Option<string> vocabulary = new("--vocabulary") { Description = "The list of merges.", DefaultValueFactory = _ => Path.Combine(PocketModel.Folder, "merges.txt") };
        Option<PictureSet[]> sizes = new("--sizes")
        {
            Description = "WIDTHxHEIGHT:COUNT, separated by commas.",
            DefaultValueFactory = _ => [new("128x128", 128, 128, 1024)],
            CustomParser = ParseSizes,
        };
        Command command = new("render", "Writes pictures, captions and tokens into a folder.") { folder, sizes, seed, heldOut, vocabulary };
        command.SetAction(result =>
        {
            DatasetWriter writer = new(result.GetRequiredValue(folder), ReadMerges(result.GetRequiredValue(vocabulary)), result.GetValue(seed), result.GetValue(heldOut));
            writer.Write(result.GetRequiredValue(sizes));
        });
        return command;
    }

    private static Vocabulary ReadMerges(string path)
    {
        if (!File.Exists(path))
        {
            throw new VocabularyException($"{path}: there is no such file. Name the list of merges with --vocabulary.");
        }

        try
        {
            using StreamReader merges = File.OpenText(path);
            return Vocabulary.FromMerges(merges);
        }
        catch (VocabularyException error)
        {
            throw new VocabularyException($"{path}: {error.Message}", error);
        }
    }

    private static PictureSet[] ParseSizes(ArgumentResult argument)
    {
        List<PictureSet> sets = [];
        foreach (string part in string.Join(',', argument.Tokens.Select(token => token.Value)).Split(','))
        {
            string[] numbers = part.Split('x', ':');
            if (numbers.Length != 3 || !Parse(numbers[0], out int width) || !Parse(numbers[1], out int height) || !Parse(numbers[2], out int count) || width % 32 != 0 || height % 32 != 0)
            {
                argument.AddError($"--sizes: '{part}' is not WIDTHxHEIGHT:COUNT with multiples of 32, such as 128x128:1000.");
                return [];
            }

            sets.Add(new($"{width}x{height}", width, height, count));
        }

        return [.. sets];

        static bool Parse(string text, out int number) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
    }
}
