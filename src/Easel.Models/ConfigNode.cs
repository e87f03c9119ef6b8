using System.Globalization;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Easel.Models;

/// <summary>A place in a YAML file, read key by key; every error names file and key.</summary>
internal sealed class ConfigNode
{
    private readonly YamlMappingNode _node;
    private readonly string _file;
    private readonly string _path;

    private ConfigNode(YamlMappingNode node, string file, string path)
    {
        _node = node;
        _file = file;
        _path = path;
    }

    public static ConfigNode Parse(string yaml, string file)
    {
        YamlStream stream = [];
        try
        {
            YamlBounds.Require(yaml, file);
            stream.Load(new StringReader(yaml));
        }
        catch (YamlException exception)
        {
            throw new ConfigException($"{file}: line {exception.Start.Line}: not YAML: {exception.Message}", exception);
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException)
        {
            // The library's other answers to text that is not YAML: an empty tag, a character beyond Unicode, an alias of nothing.
            throw new ConfigException($"{file}: not YAML: {exception.Message}", exception);
        }

        return stream.Documents.Count > 0 && stream.Documents[0].RootNode is YamlMappingNode root
            ? new ConfigNode(root, file, "")
            : throw new ConfigException($"{file}: wanted keys and values, as in configs/stable-diffusion/v1-inference.yaml.");
    }

    public bool Has(string key) => Find(key) is not null;

    /// <summary>Whether a key holds a list with entries.</summary>
    public bool HasEntries(string key) => Find(key) switch
    {
        null => false,
        YamlSequenceNode list => list.Children.Count > 0,
        _ => throw Wrong(key, "a single value", "a list"),
    };

    public ConfigNode Child(string key) => Find(key) switch
    {
        YamlMappingNode child => new ConfigNode(child, _file, FullKey(key)),
        null => throw new ConfigException($"{_file}: no '{FullKey(key)}'. Wanted a file like configs/stable-diffusion/v1-inference.yaml."),
        _ => throw new ConfigException($"{_file}: '{FullKey(key)}' is a single value, but keys and values are wanted."),
    };

    public string? Text(string key, string? otherwise) => Find(key) switch
    {
        null => otherwise,
        YamlScalarNode scalar => scalar.Value ?? "",
        _ => throw Wrong(key, "a list or a group", "a single value"),
    };

    public int Whole(string key, int? otherwise, int least, int most)
    {
        string? text = Text(key, null);
        if (text is null)
        {
            return otherwise ?? throw new ConfigException($"{_file}: no '{FullKey(key)}' (a whole number from {least} to {most} is wanted).");
        }

        return ToWhole(key, text, least, most);
    }

    public IReadOnlyList<int> Wholes(string key, int least, int most) => Find(key) switch
    {
        YamlSequenceNode { Children.Count: 0 } => throw Wrong(key, "an empty list", "a list of whole numbers"),
        YamlSequenceNode list => [.. list.Children.Select(child => ToWhole(key, (child as YamlScalarNode)?.Value ?? "a list", least, most))],
        null => throw new ConfigException($"{_file}: no '{FullKey(key)}' (a list of whole numbers is wanted)."),
        _ => throw Wrong(key, "a single value", "a list of whole numbers"),
    };

    public double Real(string key, double otherwise, double above, double below)
    {
        string? text = Text(key, null);
        return text is null ? otherwise : ToReal(key, text, above, below);
    }

    public IReadOnlyList<double> Reals(string key, double above, double below) => Find(key) switch
    {
        YamlSequenceNode list => [.. list.Children.Select(child => ToReal(key, (child as YamlScalarNode)?.Value ?? "a list", above, below))],
        null => throw new ConfigException($"{_file}: no '{FullKey(key)}' (a list of numbers is wanted)."),
        _ => throw Wrong(key, "a single value", "a list of numbers"),
    };

    public bool Flag(string key, bool otherwise) => Text(key, null)?.ToLowerInvariant() switch
    {
        null => otherwise,
        "true" => true,
        "false" => false,
        string other => throw Wrong(key, other, "True or False"),
    };

    public void RequireTarget(string wanted)
    {
        string target = Text("target", "") ?? "";
        if (target != wanted)
        {
            throw Wrong("target", target, wanted);
        }
    }

    public ConfigException Wrong(string key, string found, string wanted) => new($"{_file}: '{FullKey(key)}' is {found}, but {wanted} is wanted.");

    private YamlNode? Find(string key) => _node.Children.TryGetValue(new YamlScalarNode(key), out YamlNode? value) ? value : null;

    private double ToReal(string key, string text, double above, double below)
        => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && value > above && value < below
            ? value
            : throw Wrong(key, text, string.Create(CultureInfo.InvariantCulture, $"a number above {above} and below {below}"));

    private int ToWhole(string key, string text, int least, int most)
        => int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw Wrong(key, text, $"a whole number from {least} to {most}");

    private string FullKey(string key) => _path.Length == 0 ? key : $"{_path}.{key}";
}
