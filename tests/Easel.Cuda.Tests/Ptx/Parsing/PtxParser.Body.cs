using System.Globalization;

namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <content>Kernels: registers, variables, labels and instructions.</content>
internal sealed partial class PtxParser
{
    /// <summary>Registers by name, in each pair of braces that is open.</summary>
    private readonly Stack<Dictionary<string, RegisterOperand>> _scopes = [];

    private void ReadBody(KernelText kernel)
    {
        _scopes.Push([]);
        while (_scopes.Count > 0)
        {
            Token token = _reader.Peek;
            switch (token.Text)
            {
                case "{":
                    _reader.Take();
                    _scopes.Push([]);
                    break;
                case "}":
                    _reader.Take();
                    _scopes.Pop();
                    break;
                case ";":
                    _reader.Take();
                    break;
                case ".reg":
                    _reader.Take();
                    ReadRegisters(kernel);
                    break;
                case ".shared" or ".local":
                    kernel.Variables.Add(ReadVariable(_reader.Take().Text[1..]));
                    break;
                case ".pragma":
                    _reader.Take();
                    _reader.Take();
                    break;
                default:
                    ReadStatement(kernel);
                    break;
            }
        }
    }

    private void ReadRegisters(KernelText kernel)
    {
        int line = _reader.Line;
        string type = _reader.Word()[1..];
        do
        {
            string name = _reader.Word();
            if (!_reader.Accept("<"))
            {
                Declare(kernel, name, type, line);
                continue;
            }

            int count = _reader.Integer();
            _reader.Expect(">");
            for (int i = 0; i < count; i++)
            {
                Declare(kernel, name + i.ToString(CultureInfo.InvariantCulture), type, line);
            }
        }
        while (_reader.Accept(","));

        _reader.Expect(";");
    }

    private void Declare(KernelText kernel, string name, string type, int line)
    {
        int bytes = Types.Bytes(type, line);
        if (!_scopes.Peek().TryAdd(name, new(name, type, bytes, kernel.RegisterBytes)))
        {
            throw new PtxException(line, $"the register '{name}' is declared twice.");
        }

        kernel.RegisterBytes += bytes == 0 ? 8 : 32 * bytes;
    }

    private void ReadStatement(KernelText kernel)
    {
        Token first = _reader.Peek;
        RegisterOperand? guard = null;
        bool negated = false;
        if (_reader.Accept("@"))
        {
            negated = _reader.Accept("!");
            guard = ReadName() as RegisterOperand ?? throw new PtxException(first.Line, "a guard must be a predicate.");
        }

        string opcode = _reader.Word();
        if (guard is null && _reader.Accept(":"))
        {
            kernel.Labels[opcode] = kernel.Statements.Count;
            return;
        }

        var operands = new List<Operand>();
        while (!_reader.Accept(";"))
        {
            operands.Add(ReadOperand());
            if (!_reader.Accept(",") && _reader.Peek.Text != ";")
            {
                throw new PtxException(_reader.Line, $"found '{_reader.Peek.Text}' within '{opcode}'.");
            }
        }

        kernel.Statements.Add(new(first.Line, guard, negated, opcode, operands, $"{opcode} {string.Join(", ", operands.Select(Show))}"));
    }

    private Operand ReadOperand()
    {
        int line = _reader.Line;
        if (_reader.Accept("{"))
        {
            var items = new List<Operand>();
            do
            {
                items.Add(ReadOperand());
            }
            while (_reader.Accept(","));

            _reader.Expect("}");
            return new VectorOperand(items);
        }

        if (_reader.Accept("["))
        {
            Operand place = _reader.Peek.Kind == TokenKind.Number ? _reader.Number() : ReadName();
            long offset = _reader.Accept("+") ? (long)_reader.Number().Bits : _reader.Peek.Text == "-" ? (long)_reader.Number().Bits : 0;
            _reader.Expect("]");
            return new AddressOperand(place, offset);
        }

        if (_reader.Accept("!"))
        {
            return new NegatedOperand(ReadName() as RegisterOperand ?? throw new PtxException(line, "only a predicate can be negated."));
        }

        if (_reader.Peek.Kind == TokenKind.Number || _reader.Peek.Text == "-")
        {
            return _reader.Number();
        }

        Operand name = ReadName();
        return _reader.Accept("|") ? new PairOperand(name, ReadName()) : name;
    }

    private Operand ReadName()
    {
        string name = _reader.Word();
        foreach (Dictionary<string, RegisterOperand> scope in _scopes)
        {
            if (scope.TryGetValue(name, out RegisterOperand? register))
            {
                return register;
            }
        }

        return new SymbolOperand(name);
    }

    private static string Show(Operand operand) => operand switch
    {
        RegisterOperand register => register.Name,
        NegatedOperand negated => $"!{negated.Register.Name}",
        NumberOperand number => number.Real?.ToString(CultureInfo.InvariantCulture) ?? ((long)number.Bits).ToString(CultureInfo.InvariantCulture),
        SymbolOperand symbol => symbol.Name,
        AddressOperand address => $"[{Show(address.Base)}+{address.Offset}]",
        VectorOperand vector => $"{{{string.Join(", ", vector.Items.Select(Show))}}}",
        PairOperand pair => $"{Show(pair.First)}|{Show(pair.Second)}",
        _ => "?",
    };
}
