using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Easel.Models;

/// <summary>What a YAML text may ask of its reader, looked at event by event before a tree is made: depth costs stack, and aliases of aliases cost time that doubles with each.</summary>
internal static class YamlBounds
{
    // Far more than configs have; and reading goes deeper into the stack with every level.
    private const int MaxDepth = 64;

    // Events of a whole config with its aliases written out; v1-inference.yaml has some 200.
    private const long MaxEvents = 1 << 20;

    /// <summary>Refuses a text that is too deep, or too long where its aliases are written out.</summary>
    /// <exception cref="ConfigException">It is.</exception>
    /// <exception cref="YamlException">It is not YAML.</exception>
    public static void Require(string yaml, string file)
    {
        Parser parser = new(new StringReader(yaml));
        Stack<(AnchorName Anchor, long Before)> open = new();
        Dictionary<AnchorName, long> lengths = [];
        long events = 0;
        while (parser.MoveNext())
        {
            ParsingEvent current = parser.Current!;
            events += current is AnchorAlias alias ? LengthOf(alias) : 1;
            if (current.NestingIncrease > 0)
            {
                open.Push(((current as NodeEvent)?.Anchor ?? AnchorName.Empty, events));
            }
            else if (current.NestingIncrease < 0 && open.Pop() is { Anchor.IsEmpty: false } closed)
            {
                lengths[closed.Anchor] = events - closed.Before;
            }

            if (open.Count > MaxDepth)
            {
                throw new ConfigException($"{file}: line {current.Start.Line}: more than {MaxDepth} levels of YAML inside each other are no config.");
            }

            if (events > MaxEvents)
            {
                throw new ConfigException($"{file}: line {current.Start.Line}: with its aliases (*name) written out, this is longer than any config. Write out what is meant.");
            }
        }

        // Of a single value, or of one that is not there; the latter the library refuses.
        long LengthOf(AnchorAlias alias)
            => open.Any(outer => outer.Anchor == alias.Value)
                ? throw new ConfigException($"{file}: line {alias.Start.Line}: the alias *{alias.Value} stands for what it stands in, which has no end. Write out what is meant.")
                : lengths.GetValueOrDefault(alias.Value, 1);
    }
}
