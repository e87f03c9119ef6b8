using System.Text;
using Easel.Cli.Commands;
using Easel.Cli.Options;
using Easel.Cli.Studies;

namespace Easel.Tests.Cli;

/// <summary>The command lines that README.md and docs tell of can be read: no option is misspelled, none was renamed.</summary>
public sealed class DocumentedCommandsTests
{
    private const string Program = "easel ";

    // The first command of README.md.
    private const string ProgramFromSource = "dotnet run -c Release --project src/Easel.Cli -- ";

    public static TheoryData<string> Files => [.. Directory.GetFiles(Path.Combine(AppContext.BaseDirectory, "docs"), "*.md").Select(file => $"docs/{Path.GetFileName(file)}").Prepend("README.md")];

    [Theory]
    [MemberData(nameof(Files))]
    public async Task Commands_in_the_documentation_are_understood(string file)
    {
        using CommandRun run = new();
        await run.RunAsync("--help");

        Assert.All(CommandsOf(Path.Combine(AppContext.BaseDirectory, file)), line =>
        {
            string[] words = [.. WordsOf(line)];
            switch (words[0])
            {
                case "paint":
                    Read(PaintArguments.Groups, words, positionals: 1);
                    break;
                case "txt2img":
                    Read(TextToImageArguments.Groups, words);
                    break;
                case "img2img":
                    Read(ImageToImageArguments.Groups, words);
                    break;
                case "inpaint":
                    Read(InpaintArguments.Groups, words);
                    break;
                case "demo":
                    Read(DemoArguments.Groups, words);
                    break;
                case "study":
                    Read(StudyArguments.OfStudy, words, positionals: 2);
                    break;
                case "workshop":
                    Read(StudyArguments.OfWorkshop, words, positionals: 1);
                    break;
                default:
                    Assert.True(words[0] == "dev" || run.Output.Contains($"\n  {words[0]} ", StringComparison.Ordinal), $"'{words[0]}' is no command.");
                    break;
            }
        });
    }

    [Theory]
    [InlineData("paint")]
    [InlineData("txt2img")]
    [InlineData("img2img")]
    [InlineData("inpaint")]
    [InlineData("demo")]
    [InlineData("styles")]
    [InlineData("workshop")]
    [InlineData("study")]
    [InlineData("models")]
    [InlineData("doctor")]
    [InlineData("inspect")]
    [InlineData("watermark")]
    public void The_readme_shows_every_command_that_makes_or_needs_pictures(string command)
        => Assert.Contains(CommandsOf(Path.Combine(AppContext.BaseDirectory, "README.md")), line => WordsOf(line).First() == command);

    private static void Read(IReadOnlyList<OptionGroup> groups, string[] words, int positionals = 0)
        => new OptionReader([.. groups.SelectMany(group => group.Options)]).Read(words[1..], positionals);

    /// <summary>Lines of shell in blocks, and between single backticks, without the program's name.</summary>
    private static IEnumerable<string> CommandsOf(string file)
    {
        bool isInside = false;
        foreach (string line in File.ReadLines(file))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
            {
                isInside = !isInside;
                continue;
            }

            IEnumerable<string> pieces = isInside ? [line] : line.Split('`').Where((_, i) => i % 2 == 1);
            foreach (string piece in pieces)
            {
                string command = piece.StartsWith(ProgramFromSource, StringComparison.Ordinal) ? piece[ProgramFromSource.Length..]
                    : piece.StartsWith(Program, StringComparison.Ordinal) ? piece[Program.Length..]
                    : "";

                // A word in capitals first, as in easel COMMAND --help, stands for others.
                if (command.Length > 0 && char.IsLower(command[0]))
                {
                    yield return command;
                }
            }
        }
    }

    /// <summary>A line's words as a shell parts them, as far as the documentation needs it: blanks, quotes, and a comment at the end.</summary>
    private static IEnumerable<string> WordsOf(string line)
    {
        StringBuilder? word = null;
        char quote = '\0';
        foreach (char letter in line)
        {
            if (quote != '\0' && letter == quote)
            {
                quote = '\0';
            }
            else if (quote == '\0' && letter is '"' or '\'')
            {
                quote = letter;
                word ??= new StringBuilder();
            }
            else if (quote == '\0' && letter == ' ')
            {
                if (word is not null)
                {
                    yield return word.ToString();
                    word = null;
                }
            }
            else if (quote == '\0' && letter == '#' && word is null)
            {
                yield break;
            }
            else
            {
                word = (word ?? new StringBuilder()).Append(letter);
            }
        }

        if (word is not null)
        {
            yield return word.ToString();
        }
    }
}
