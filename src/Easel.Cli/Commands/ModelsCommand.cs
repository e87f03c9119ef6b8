using Easel.Cli.Library;
using Easel.Cli.Options;
using Easel.Painting;
using Easel.Painting.Texts;

namespace Easel.Cli.Commands;

/// <summary><c>easel models</c>: the weights that painting wants, known, here, or to be had.</summary>
internal static class ModelsCommand
{
    private static readonly string[] s_words = ["list", "pull", "add", "link", "remove", "verify"];

    private static readonly HelpPage s_help = new(
        "easel models list|pull|add|link|remove|verify ...",
        "Weights: what is known and what is here (list), downloads of it (pull NAME ...), checkpoints that you have (add FILE), the link that the original program's users make (link NAME or FILE), "
            + "what is not wanted any more (remove NAME), and whether all is as it should be (verify [NAME]).",
        [
            new OptionGroup("All of them", CommonOptions.Catalogue, CommonOptions.Quiet, CommonOptions.Json),
            new OptionGroup("pull NAME ...", PullModels.AcceptLicense, PullModels.WithWanted, PullModels.AllowHttp),
            new OptionGroup("add FILE", AddModel.Name, AddModel.Force),
            new OptionGroup("link NAME or FILE", LinkModel.Force),
            new OptionGroup("remove NAME", RemoveModel.Yes),
        ],
        "A download that was cut or stopped goes on where it was when the same command is given again. HTTPS_PROXY and NO_PROXY are heeded; HF_TOKEN is told to huggingface.co only, for models that want a login. "
            + "Files lie below $EASEL_CACHE, else in the user's cache (~/.cache/easel). What is pulled or added is painted with by its name: easel txt2img --ckpt sd-v1-4\n"
            + "Exit codes: 0 done, 1 failed, or something is damaged, 2 wrong command line, 130 interrupted.");

    /// <summary>Runs the command.</summary>
    public static Task<int> RunAsync(IReadOnlyList<string> words, Surroundings surroundings)
    {
        string first = words.Count > 0 ? words[0] : "";
        if (first is "-h" or "--help" || words.Skip(1).TakeWhile(word => word != "--").Any(word => word is "-h" or "--help"))
        {
            s_help.Write(surroundings.Output, surroundings.Columns());
            return Task.FromResult(ExitCode.Success);
        }

        string[] rest = [.. words.Skip(1)];
        return first switch
        {
            "list" => Task.FromResult(ListModels.Run(rest, surroundings)),
            "pull" => PullModels.RunAsync(rest, surroundings),
            "add" => AddModel.RunAsync(rest, surroundings),
            "link" => Task.FromResult(LinkModel.Run(rest, surroundings)),
            "remove" => RemoveModel.RunAsync(rest, surroundings),
            "verify" => VerifyModels.RunAsync(rest, surroundings),
            "" => throw new UsageException($"what is to be done? {string.Join(", ", s_words)} can be"),
            _ => throw new UsageException($"{Quoted.Of(first)} is none of {string.Join(", ", s_words)}{(NearestName.Find(first, s_words) is string nearest ? $". Did you mean {nearest}?" : "")}"),
        };
    }
}
