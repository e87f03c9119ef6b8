using System.Globalization;

namespace Easel.Checkpoints.Pickle;

/// <summary>
/// Walks through a pickle and builds plain values: dictionaries, lists, tuples, strings, numbers, and whatever <see cref="IPickleMeaning"/> makes
/// of names and calls. Executes nothing. Nesting costs no stack, and memory is charged to a budget before it is taken.
/// </summary>
internal sealed partial class PickleWalker
{
    // Python's own pickler begins a new batch after 1000 items; C++ writes all of a dictionary at once.
    private const int DeepestStack = 1 << 20;

    // Python's longest module paths have a hundred letters.
    private const int LongestName = 512;

    private const int ObjectBytes = 32;
    private const int ItemBytes = 16;

    private readonly SourceFile _file;
    private readonly ByteReader _bytes;
    private readonly AllocationBudget _budget;
    private readonly IPickleMeaning _meaning;
    private readonly List<object?> _stack = [];
    private readonly List<int> _marks = [];
    private object?[] _memo = [];
    private int _memoized;
    private long _at;

    private PickleWalker(SourceFile file, ByteReader bytes, AllocationBudget budget, IPickleMeaning meaning)
    {
        _file = file;
        _bytes = bytes;
        _budget = budget;
        _meaning = meaning;
    }

    /// <summary>The value of the pickle that begins here. The reader is left behind its end.</summary>
    /// <exception cref="CheckpointException">It is damaged, or would do more than describe values.</exception>
    public static object? Read(SourceFile file, ByteReader bytes, AllocationBudget budget, IPickleMeaning meaning)
        => new PickleWalker(file, bytes, budget, meaning).Run();

    private object? Run()
    {
        while (true)
        {
            _at = _bytes.Position;
            var opcode = (PickleOpcode)_bytes.ReadByte();
            if (opcode == PickleOpcode.Stop)
            {
                return Pop();
            }

            if (!Plain(opcode) && !Container(opcode) && !Memory(opcode) && !Meaning(opcode))
            {
                throw Enum.IsDefined(opcode)
                    ? Damaged($"pickle instruction {opcode} is not one that checkpoints use")
                    : Damaged($"0x{(byte)opcode:x2} is no pickle instruction");
            }
        }
    }

    /// <summary>Names, calls and objects: all that could be code.</summary>
    private bool Meaning(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Global:
                Push(NewGlobal(_bytes.ReadLine(), _bytes.ReadLine()));
                break;
            case PickleOpcode.StackGlobal:
                object? name = Pop();
                object? module = Pop();
                Push(module is string m && name is string n ? NewGlobal(m, n) : throw Damaged("a global's name is not text"));
                break;
            case PickleOpcode.Reduce:
                object?[] arguments = PopTuple();
                Push(Call(Pop(), arguments));
                break;
            case PickleOpcode.Inst:
                PickleGlobal type = NewGlobal(_bytes.ReadLine(), _bytes.ReadLine());
                Push(Call(type, PopToMark()));
                break;
            case PickleOpcode.Obj:
                object?[] items = PopToMark();
                Push(items.Length > 0 ? Call(items[0], items[1..]) : throw Damaged("an object has no class"));
                break;
            case PickleOpcode.NewObj:
                PopTuple();
                Push(Create(Pop()));
                break;
            case PickleOpcode.NewObjEx:
                Pop();
                PopTuple();
                Push(Create(Pop()));
                break;
            case PickleOpcode.Build:
                Pop();
                if (Top() is PickleGlobal global)
                {
                    throw Damaged($"it changes '{global.FullName}' itself, which no checkpoint needs; nothing was executed");
                }

                break;
            case PickleOpcode.BinPersId:
                _budget.Charge(6 * ObjectBytes);
                Push(_meaning.Resolve(Pop()));
                break;
            default:
                return false;
        }

        return true;
    }

    private object? Call(object? callee, object?[] arguments)
    {
        _budget.Charge(10 * ObjectBytes);
        return callee switch
        {
            PickleGlobal global => _meaning.Call(global, arguments),
            PickleOpaque opaque => opaque,
            _ => throw Damaged("something is called that is neither class nor function"),
        };
    }

    private object? Create(object? type)
    {
        _budget.Charge(6 * ObjectBytes);
        return type switch
        {
            PickleGlobal global => _meaning.Create(global),
            PickleOpaque opaque => opaque,
            _ => throw Damaged("an object is made of something that is no class"),
        };
    }

    private PickleGlobal NewGlobal(string module, string name)
    {
        if (module.Length + name.Length > LongestName)
        {
            throw Damaged($"a name of {module.Length + name.Length} letters is no class or function");
        }

        _budget.Charge((3 * ObjectBytes) + (4L * (module.Length + name.Length)));
        return new PickleGlobal(module, name);
    }

    private void Push(object? value)
    {
        if (_stack.Count >= DeepestStack)
        {
            throw Damaged("too many values wait on the pickle's stack");
        }

        if (_stack.Count == _stack.Capacity)
        {
            _budget.Charge(2L * sizeof(long) * Math.Max(4, _stack.Capacity));
        }

        _stack.Add(value);
    }

    private object? Top() => _stack.Count > Floor() ? _stack[^1] : throw Damaged("the pickle's stack is empty");

    private object? Pop()
    {
        object? top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopTuple() => Pop() is PickleTuple tuple ? tuple.Items : throw Damaged("the arguments are not a tuple");

    private object?[] PopToMark()
    {
        if (_marks.Count == 0)
        {
            throw Damaged("a mark is missing");
        }

        int mark = _marks[^1];
        _marks.RemoveAt(_marks.Count - 1);
        _budget.Charge(ObjectBytes + (8L * (_stack.Count - mark)));
        object?[] items = new object?[_stack.Count - mark];
        _stack.CopyTo(mark, items, 0, items.Length);
        _stack.RemoveRange(mark, items.Length);
        return items;
    }

    /// <summary>Where the part of the stack begins that instructions may take from.</summary>
    private int Floor() => _marks.Count == 0 ? 0 : _marks[^1];

    private CheckpointException Damaged(string what)
        => _file.Refuse(string.Create(CultureInfo.InvariantCulture, $"at byte {_at}, {what}. The file is damaged or no checkpoint; download or copy it again."));
}
