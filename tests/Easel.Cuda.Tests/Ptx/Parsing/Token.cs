namespace Easel.Cuda.Tests.Ptx.Parsing;

internal enum TokenKind
{
    /// <summary>A name, opcode, directive or register: everything that begins with a letter or one of <c>_ $ % .</c></summary>
    Word,
    Number,
    Text,
    Sign,
    End,
}

/// <summary>A piece of PTX.</summary>
internal readonly record struct Token(TokenKind Kind, string Text, int Line)
{
    /// <summary>Cuts PTX into pieces; comments fall away.</summary>
    public static List<Token> Split(string ptx)
    {
        var tokens = new List<Token>();
        int line = 1;
        for (int i = 0; i < ptx.Length;)
        {
            char c = ptx[i];
            if (char.IsWhiteSpace(c) || c == '\0')
            {
                line += c == '\n' ? 1 : 0;
                i++;
                continue;
            }

            int end = End(ptx, i, out TokenKind? kind);
            string text = ptx[i..end];
            if (kind is TokenKind known)
            {
                tokens.Add(new(known, text, line));
            }

            line += text.Count('\n');
            i = end;
        }

        tokens.Add(new(TokenKind.End, "the end of the text", line));
        return tokens;
    }

    private static int End(string ptx, int from, out TokenKind? kind)
    {
        char c = ptx[from];
        int end = from + 1;
        if (c == '/' && end < ptx.Length && ptx[end] is '/' or '*')
        {
            kind = null;
            string close = ptx[end] == '/' ? "\n" : "*/";
            int found = ptx.IndexOf(close, from, StringComparison.Ordinal);
            return found < 0 ? ptx.Length : close == "\n" ? found : found + 2;
        }

        if (c == '"')
        {
            kind = TokenKind.Text;
            return ptx.IndexOf('"', end) + 1;
        }

        if (char.IsAsciiLetterOrDigit(c) || c is '_' or '$' or '%' or '.')
        {
            kind = char.IsAsciiDigit(c) ? TokenKind.Number : TokenKind.Word;
            while (end < ptx.Length && (char.IsAsciiLetterOrDigit(ptx[end]) || ptx[end] is '_' or '$' or '.' || IsScope(ptx, end)))
            {
                end += ptx[end] == ':' ? 2 : 1;
            }

            return end;
        }

        kind = TokenKind.Sign;
        return end;
    }

    /// <summary>As in <c>.L1::no_allocate</c>; a label ends in a single colon.</summary>
    private static bool IsScope(string ptx, int at) => ptx[at] == ':' && at + 1 < ptx.Length && ptx[at + 1] == ':';
}
