using System.Globalization;

namespace Easel.Cuda.Tests.Ptx.Parsing;

/// <summary>Reads the PTX that clang writes. What it does not know it refuses, naming the line.</summary>
internal sealed partial class PtxParser
{
    private readonly TokenReader _reader;
    private readonly ModuleText _module = new();

    private PtxParser(string ptx) => _reader = new(ptx);

    public static ModuleText Parse(string ptx)
    {
        var parser = new PtxParser(ptx);
        while (parser._reader.Peek.Kind != TokenKind.End)
        {
            parser.ReadDirective();
        }

        return parser._module;
    }

    private void ReadDirective()
    {
        int line = _reader.Line;
        string directive = _reader.Word();
        switch (directive)
        {
            case ".version":
                _module.Version = checked((int)Math.Round(10 * double.Parse(_reader.Take().Text, CultureInfo.InvariantCulture)));
                break;
            case ".target":
                string target = _reader.Word();
                _module.IsArchitectureSpecific = target.EndsWith('a');
                _module.Target = int.Parse(target.AsSpan("sm_".Length).TrimEnd('a'), CultureInfo.InvariantCulture);
                break;
            case ".address_size":
                if (_reader.Integer() != 64)
                {
                    throw new PtxException(line, "addresses must have 64 bits.");
                }

                break;
            case ".visible" or ".weak" or ".extern":
                break;
            case ".entry":
                _module.Kernels.Add(ReadKernel());
                break;
            case ".global" or ".const" or ".shared":
                _module.Variables.Add(ReadVariable(directive[1..]));
                break;
            default:
                throw new PtxException(line, $"the directive '{directive}' is not known.");
        }
    }

    private KernelText ReadKernel()
    {
        var kernel = new KernelText(_reader.Word());
        _reader.Expect("(");
        while (!_reader.Accept(")"))
        {
            _reader.Expect(".param");
            kernel.Parameters.Add(ReadVariable("param"));
            _reader.Accept(",");
        }

        while (!_reader.Accept("{"))
        {
            int line = _reader.Line;
            string directive = _reader.Word();
            switch (directive)
            {
                case ".maxntid" or ".reqntid":
                    kernel.MaxThreads = _reader.Integer();
                    while (_reader.Accept(","))
                    {
                        kernel.MaxThreads *= _reader.Integer();
                    }

                    break;
                case ".minnctapersm" or ".maxnreg":
                    _reader.Integer();
                    break;
                default:
                    throw new PtxException(line, $"the directive '{directive}' is not known.");
            }
        }

        ReadBody(kernel);
        return kernel;
    }

    /// <summary><c>.align 8 .b8 name[32] = {1, 2}</c>, with or without its parts.</summary>
    private Variable ReadVariable(string space)
    {
        int alignment = _reader.Accept(".align") ? _reader.Integer() : 0;
        int line = _reader.Line;
        int element = Types.Bytes(_reader.Word()[1..], line);
        string name = _reader.Word();
        int bytes = element;
        while (_reader.Accept("["))
        {
            bytes *= _reader.Peek.Kind == TokenKind.Number ? _reader.Integer() : 0;
            _reader.Expect("]");
        }

        byte[] content = _reader.Accept("=") ? ReadContent(element) : [];
        if (space != "param")
        {
            _reader.Expect(";");
        }

        return new(name, space, Math.Max(alignment, element), bytes, content);
    }

    private byte[] ReadContent(int element)
    {
        var content = new List<byte>();
        bool list = _reader.Accept("{");
        do
        {
            content.AddRange(BitConverter.GetBytes(_reader.Number().Bits).AsSpan(0, element));
        }
        while (list && _reader.Accept(","));

        if (list)
        {
            _reader.Expect("}");
        }

        return [.. content];
    }
}
