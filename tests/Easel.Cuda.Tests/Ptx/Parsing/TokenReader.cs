using System.Globalization;

namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>Goes through pieces of PTX, one after the other.</summary>
internal sealed class TokenReader(string ptx)
{
    private readonly List<Token> _tokens = Token.Split(ptx);
    private int _next;

    public Token Peek => _tokens[_next];

    public int Line => Peek.Line;

    public Token Take() => _tokens[_next].Kind == TokenKind.End ? _tokens[_next] : _tokens[_next++];

    /// <summary>Takes the next piece if it is this one.</summary>
    public bool Accept(string text)
    {
        bool same = Peek.Text == text && Peek.Kind != TokenKind.Text;
        _next += same ? 1 : 0;
        return same;
    }

    public void Expect(string text)
    {
        if (!Accept(text))
        {
            throw new PtxException(Line, $"found '{Peek.Text}' where '{text}' was expected.");
        }
    }

    public string Word() => Peek.Kind == TokenKind.Word ? Take().Text : throw new PtxException(Line, $"found '{Peek.Text}' where a name was expected.");

    public int Integer() => checked((int)Number().Bits);

    /// <summary>A literal: decimal, 0x hexadecimal, 0f and 0d with the bits of a float and a double, or a fraction.</summary>
    public NumberOperand Number()
    {
        bool negative = Accept("-");
        Token token = Take();
        string text = token.Text;
        if (token.Kind != TokenKind.Number)
        {
            throw new PtxException(token.Line, $"found '{text}' where a number was expected.");
        }

        bool hexadecimal = text.Length > 2 && text[1] is 'x' or 'X' or 'f' or 'F' or 'd' or 'D';
        if (!hexadecimal && text.Contains('.', StringComparison.Ordinal))
        {
            double real = double.Parse(text, CultureInfo.InvariantCulture);
            return new(0, negative ? -real : real);
        }

        ulong bits = hexadecimal
            ? ulong.Parse(text.AsSpan(2), NumberStyles.HexNumber, CultureInfo.InvariantCulture)
            : ulong.Parse(text.TrimEnd('U'), CultureInfo.InvariantCulture);
        if (!negative)
        {
            return new(bits);
        }

        return char.ToUpperInvariant(text.Length > 1 ? text[1] : '0') switch
        {
            'F' => new(bits ^ 0x8000_0000),
            'D' => new(bits ^ 0x8000_0000_0000_0000),
            _ => new(0 - bits),
        };
    }
}
