using System.Globalization;

namespace Easel.Checkpoints.Diffusers;

/// <summary>Takes a tensor's name apart, from left to right: <c>down_blocks.1.resnets.0.conv1.weight</c>.</summary>
internal ref struct NamePath(string name)
{
    // No network has more blocks, and arrays are made from this.
    private const int LargestNumber = 255;

    private ReadOnlySpan<char> _rest = name;

    /// <summary>What has not been taken.</summary>
    public readonly string Rest => _rest.ToString();

    /// <summary>Takes words if they come next.</summary>
    public bool Take(string words)
    {
        bool next = _rest.StartsWith(words, StringComparison.Ordinal) && _rest.Length > words.Length && _rest[words.Length] == '.';
        if (next)
        {
            _rest = _rest[(words.Length + 1)..];
        }

        return next;
    }

    /// <summary>Takes a word and a number if they come next: <c>resnets.0</c>.</summary>
    public bool Take(string word, out int number)
    {
        ReadOnlySpan<char> before = _rest;
        number = 0;
        if (Take(word))
        {
            int dot = _rest.IndexOf('.');
            if (dot > 0 && int.TryParse(_rest[..dot], NumberStyles.None, CultureInfo.InvariantCulture, out number) && number <= LargestNumber)
            {
                _rest = _rest[(dot + 1)..];
                return true;
            }
        }

        _rest = before;
        return false;
    }
}
