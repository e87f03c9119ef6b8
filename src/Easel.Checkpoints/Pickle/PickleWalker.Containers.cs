namespace Easel.Checkpoints.Pickle;

internal sealed partial class PickleWalker
{
    // A pickle that nests deeper than this was not written by Python, whose pickler stops at its recursion limit of 1000.
    private const int DeepestNesting = 1 << 16;

    /// <summary>Tuples, lists, dictionaries, sets, and what is put into them.</summary>
    private bool Container(PickleOpcode opcode)
    {
        switch (opcode)
        {
            case PickleOpcode.Mark:
                if (_marks.Count >= DeepestNesting)
                {
                    throw Damaged("values are nested too deeply");
                }

                _marks.Add(_stack.Count);
                break;
            case PickleOpcode.PopMark:
                PopToMark();
                break;
            case PickleOpcode.EmptyTuple:
                PushTuple([]);
                break;
            case PickleOpcode.Tuple1:
                PushTuple([Pop()]);
                break;
            case PickleOpcode.Tuple2:
                object? second = Pop();
                PushTuple([Pop(), second]);
                break;
            case PickleOpcode.Tuple3:
                object? third = Pop();
                object? middle = Pop();
                PushTuple([Pop(), middle, third]);
                break;
            case PickleOpcode.Tuple:
                PushTuple(PopToMark());
                break;
            case PickleOpcode.EmptyList or PickleOpcode.EmptySet:
                PushList([]);
                break;
            case PickleOpcode.List or PickleOpcode.FrozenSet:
                PushList(PopToMark());
                break;
            case PickleOpcode.EmptyDict:
                PushDictionary([]);
                break;
            case PickleOpcode.Dict:
                PushDictionary(PopToMark());
                break;
            case PickleOpcode.Append:
                AddItems([Pop()]);
                break;
            case PickleOpcode.Appends or PickleOpcode.AddItems:
                AddItems(PopToMark());
                break;
            case PickleOpcode.SetItem:
                object? value = Pop();
                SetItems([Pop(), value]);
                break;
            case PickleOpcode.SetItems:
                SetItems(PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private void PushTuple(object?[] items)
    {
        _budget.Charge((2 * ObjectBytes) + (8L * items.Length));
        Push(new PickleTuple(items));
    }

    private void PushList(object?[] items)
    {
        _budget.Charge(3 * ObjectBytes);
        Push(new PickleList());
        AddItems(items);
    }

    private void PushDictionary(object?[] items)
    {
        _budget.Charge(3 * ObjectBytes);
        Push(new PickleDictionary());
        SetItems(items);
    }

    private void AddItems(ReadOnlySpan<object?> items)
    {
        _budget.Charge((long)ItemBytes * items.Length);
        switch (Top())
        {
            case PickleList list:
                list.Items.AddRange(items);
                break;
            case PickleOpaque:
                break;
            default:
                throw Damaged("items are added to something that is no list");
        }
    }

    private void SetItems(ReadOnlySpan<object?> items)
    {
        _budget.Charge(2L * ItemBytes * items.Length);
        switch (Top())
        {
            case PickleDictionary dictionary when items.Length % 2 == 0:
                for (int i = 0; i < items.Length; i += 2)
                {
                    dictionary.Items.Add(new(items[i], items[i + 1]));
                }

                break;
            case PickleOpaque:
                break;
            default:
                throw Damaged("keys and values are set in something that is no dictionary");
        }
    }
}
