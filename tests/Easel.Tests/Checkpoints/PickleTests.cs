using Easel.Checkpoints;
using Easel.Checkpoints.Pickle;

namespace Easel.Tests.Checkpoints;

/// <summary>The walker builds values, tolerates what training leaves, refuses what attacks, and cannot be exhausted.</summary>
public class PickleTests
{
    [Fact]
    public void What_training_leaves_beside_the_tensors_is_skipped()
    {
        foreach (byte[] bytes in (byte[][])[TorchBytes.LightningZip(), TorchBytes.LightningLegacy()])
        {
            TensorFile file = Opening.Read(bytes);

            Assert.Equal(470000, file.GlobalStep);
            Assert.Equal([1, 2, 3, 4, 5, 6], file.Tensors["model.diffusion_model.out.2.weight"].ToArray());
            Assert.Equal([1, 1, 1], file.Tensors["model.diffusion_model.out.2.bias"].ToArray());
        }
    }

    [Theory]
    [InlineData("posix", "system")]
    [InlineData("os", "system")]
    [InlineData("nt", "system")]
    [InlineData("subprocess", "Popen")]
    [InlineData("subprocess", "check_output")]
    [InlineData("__builtin__", "eval")]
    [InlineData("builtins", "exec")]
    [InlineData("builtins", "getattr")]
    [InlineData("builtins", "__import__")]
    [InlineData("torch", "load")]
    [InlineData("torch.hub", "load")]
    [InlineData("numpy", "load")]
    [InlineData("numpy.testing._private.utils", "runstring")]
    [InlineData("pytorch_lightning.utilities.cloud_io", "load")]
    [InlineData("pytorch_lightning.callbacks.model_checkpoint", "os.system")]
    [InlineData("some_package.we.have.never.seen", "Thing")]
    public void A_call_that_no_checkpoint_needs_is_refused_by_name(string module, string name)
    {
        byte[][] pickles =
        [
            Call(writer =>
            {
                writer.Global(module, name);
                writer.Text("touch pwned-by-checkpoint");
                writer.Write(PickleOpcode.Tuple1);
                writer.Write(PickleOpcode.Reduce);
            }),
            Call(writer =>
            {
                writer.Text(module);
                writer.Text(name);
                writer.Write(PickleOpcode.StackGlobal);
                writer.Write(PickleOpcode.EmptyTuple);
                writer.Write(PickleOpcode.Reduce);
            }),
            Call(writer =>
            {
                writer.Write(PickleOpcode.Mark);
                writer.Global(module, name);
                writer.Text("touch pwned-by-checkpoint");
                writer.Write(PickleOpcode.Obj);
            }),
        ];

        foreach (byte[] pickle in pickles)
        {
            string error = Opening.ErrorOf(TorchBytes.Zip(pickle));
            Assert.StartsWith($"{Opening.FileName}: refused, because it asks its reader to call '{module}.{name}'", error, StringComparison.Ordinal);
            Assert.Equal(error, Opening.ErrorOf(TorchBytes.Legacy(pickle)));
        }
    }

    [Theory]
    [InlineData("subprocess", "Popen", true)]
    [InlineData("os", "_wrap_close", true)]
    [InlineData("omegaconf.dictconfig", "DictConfig", false)]
    [InlineData("ldm.modules.ema", "LitEma", false)]
    public void An_object_of_a_class_is_skipped_unless_its_module_is_dangerous(string module, string name, bool refused)
    {
        byte[] pickle = Call(writer =>
        {
            writer.Global(module, name);
            writer.Write(PickleOpcode.EmptyTuple);
            writer.Write(PickleOpcode.NewObj);
            writer.Write(PickleOpcode.EmptyDict);
            writer.Text("command");
            writer.Text("touch pwned-by-checkpoint");
            writer.Write(PickleOpcode.SetItem);
            writer.Write(PickleOpcode.Build);
        });

        if (refused)
        {
            Assert.Contains($"make an object of '{module}.{name}'", Opening.ErrorOf(TorchBytes.Zip(pickle)), StringComparison.Ordinal);
        }
        else
        {
            Assert.Empty(Opening.Read(TorchBytes.Zip(pickle)).Tensors);
        }
    }

    [Fact]
    public void A_name_that_is_not_called_is_nothing()
        => Assert.Empty(Opening.Read(TorchBytes.Zip(Call(writer => writer.Global("os", "system")))).Tensors);

    [Fact]
    public void A_change_of_a_class_itself_is_refused()
    {
        byte[] pickle = Call(writer =>
        {
            writer.Global("collections", "OrderedDict");
            writer.Write(PickleOpcode.EmptyDict);
            writer.Write(PickleOpcode.Build);
        });

        Assert.Contains("changes 'collections.OrderedDict' itself", Opening.ErrorOf(TorchBytes.Zip(pickle)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((byte)PickleOpcode.Ext1, "Ext1 is not one that checkpoints use")]
    [InlineData((byte)PickleOpcode.NextBuffer, "NextBuffer is not one that checkpoints use")]
    [InlineData((byte)PickleOpcode.ReadOnlyBuffer, "ReadOnlyBuffer is not one that checkpoints use")]
    [InlineData((byte)PickleOpcode.PersId, "PersId is not one that checkpoints use")]
    [InlineData(0xff, "0xff is no pickle instruction")]
    [InlineData((byte)PickleOpcode.Reduce, "the arguments are not a tuple")]
    [InlineData((byte)PickleOpcode.Append, "no list")]
    [InlineData((byte)PickleOpcode.SetItems, "a mark is missing")]
    public void An_instruction_out_of_place_is_refused_by_name(byte opcode, string what)
    {
        byte[] pickle = Call(writer =>
        {
            writer.Write(PickleOpcode.None);
            writer.Write((PickleOpcode)opcode);
        });

        Assert.Contains(what, Opening.ErrorOf(TorchBytes.Zip(pickle)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((byte)PickleOpcode.Mark, "nested too deeply")]
    [InlineData((byte)PickleOpcode.None, "too many values wait")]
    [InlineData((byte)PickleOpcode.EmptyDict, "many times its own size")]
    public void A_pickle_of_a_million_equal_instructions_is_refused(byte opcode, string what)
    {
        byte[] pickle = [0x80, 2, .. Enumerable.Repeat(opcode, 2_000_000), (byte)PickleOpcode.Stop];

        Assert.Contains(what, Opening.ErrorOf(TorchBytes.Zip(pickle, new byte[10_000_000])), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData((byte)PickleOpcode.EmptyList, (byte)PickleOpcode.Append)]
    [InlineData((byte)PickleOpcode.None, (byte)PickleOpcode.Tuple1)]
    public void A_deeply_nested_value_needs_no_stack(byte start, byte nest)
    {
        byte[] pickle = start == (byte)PickleOpcode.None
            ? [0x80, 2, start, .. Enumerable.Repeat(nest, 50_000), (byte)PickleOpcode.Stop]
            : [0x80, 2, .. Enumerable.Repeat(start, 50_000), .. Enumerable.Repeat(nest, 49_999), (byte)PickleOpcode.Stop];

        Assert.Contains("where a checkpoint has a dictionary", Opening.ErrorOf(TorchBytes.Zip(pickle, new byte[2_000_000])), StringComparison.Ordinal);
    }

    /// <summary>Something large, remembered once and used again and again for a few bytes each.</summary>
    [Theory]
    [InlineData("strides", "has 20000 extents or strides")]
    [InlineData("pairs", "many times its own size")]
    [InlineData("name", "a name of 60001 letters")]
    [InlineData("tensor", "many times its own size")]
    public void A_large_value_used_again_and_again_takes_no_more_memory_than_the_file_is_worth(string large, string error)
    {
        byte[] tensor = TorchBytes.OneTensor(1, 0, [1], [1])[9..^2];
        byte[] storage = tensor[(tensor.AsSpan().IndexOf("(("u8) + 1)..(tensor.AsSpan().IndexOf((byte)PickleOpcode.BinPersId) + 1)];
        (byte[] Once, byte[] Again) parts = large switch
        {
            "strides" => (
                [.. "ctorch._utils\n_rebuild_tensor_v2\nq\u0001"u8, .. storage, .. "q\u0002("u8, .. Repeat(PickleOpcode.NewTrue, 20_000), .. "tq\0"u8],
                "h\u0001(h\u0002K\0h\0h\0tR"u8.ToArray()),
            "pairs" => ([.. "]("u8, .. Repeat(PickleOpcode.EmptyTuple, 20_000), .. "eq\0"u8], [.. "ccollections\nOrderedDict\nh\0"u8, (byte)PickleOpcode.Tuple1, .. "R"u8]),
            "name" => ([(byte)PickleOpcode.Global, .. Repeat((PickleOpcode)'x', 60_000), .. "\ny\nq\0"u8], [.. "h\0)"u8, (byte)PickleOpcode.NewObj]),
            _ => ([.. tensor, .. "q\0"u8], [.. "h\0"u8]),
        };

        List<byte> pickle = [0x80, 2, .. parts.Once, (byte)PickleOpcode.EmptyDict, (byte)PickleOpcode.Mark];
        for (int i = 0; i < 20_000; i++)
        {
            pickle.AddRange([(byte)PickleOpcode.ShortBinString, 5, .. System.Text.Encoding.ASCII.GetBytes($"{i:00000}"), .. parts.Again]);
        }

        pickle.AddRange([(byte)PickleOpcode.SetItems, (byte)PickleOpcode.Stop]);

        Assert.Contains(error, Opening.Try(TorchBytes.Zip([.. pickle], new byte[4])), StringComparison.Ordinal);
    }

    [Fact]
    public void A_message_neither_floods_nor_steers_a_terminal()
    {
        string error = Opening.ErrorOf(SafetensorsBytes.File("{\"\\u001b[2J" + new string('x', 5000) + "\":{\"dtype\":\"F7\",\"shape\":[],\"data_offsets\":[0,0]}}", 0));

        Assert.InRange(error.Length, 1000, 2001);
        Assert.DoesNotContain(error, char.IsControl);
    }

    [Fact]
    public void A_text_longer_than_the_file_is_refused()
    {
        byte[] pickle = [0x80, 2, (byte)PickleOpcode.BinUnicode, 0xff, 0xff, 0xff, 0x7f, (byte)'a', (byte)PickleOpcode.Stop];

        Assert.Contains("promises 2147483647 bytes more, but there are 2", Opening.ErrorOf(TorchBytes.Zip(pickle)), StringComparison.Ordinal);
    }

    [Fact]
    public void A_memo_far_ahead_is_refused()
    {
        byte[] pickle = [0x80, 2, (byte)PickleOpcode.None, (byte)PickleOpcode.LongBinPut, 0xff, 0xff, 0xff, 0xff, (byte)PickleOpcode.Stop];

        Assert.Contains("memo 4294967295 is written when there are 0", Opening.ErrorOf(TorchBytes.Zip(pickle)), StringComparison.Ordinal);
    }

    /// <summary>Every protocol's way to write the same dictionary. The bytes are CPython's: pickle.dumps({'global_step': 7, 'a': (1.5, None, [True], b'x', {2})}, protocol).</summary>
    [Theory]
    [InlineData(0, "KGRwMApWZ2xvYmFsX3N0ZXAKcDEKSTcKc1ZhCnAyCihGMS41Ck4obHAzCkkwMQphY19jb2RlY3MKZW5jb2RlCnA0CihWeApwNQpWbGF0aW4xCnA2CnRwNwpScDgKY19fYnVpbHRpbl9fCnNldApwOQooKGxwMTAKSTIKYXRwMTEKUnAxMgp0cDEzCnMu")]
    [InlineData(1, "fXEAKFgLAAAAZ2xvYmFsX3N0ZXBxAUsHWAEAAABhcQIoRz/4AAAAAAAATl1xA0kwMQphY19jb2RlY3MKZW5jb2RlCnEEKFgBAAAAeHEFWAYAAABsYXRpbjFxBnRxB1JxCGNfX2J1aWx0aW5fXwpzZXQKcQkoXXEKSwJhdHELUnEMdHENdS4=")]
    [InlineData(2, "gAJ9cQAoWAsAAABnbG9iYWxfc3RlcHEBSwdYAQAAAGFxAihHP/gAAAAAAABOXXEDiGFjX2NvZGVjcwplbmNvZGUKcQRYAQAAAHhxBVgGAAAAbGF0aW4xcQaGcQdScQhjX19idWlsdGluX18Kc2V0CnEJXXEKSwJhhXELUnEMdHENdS4=")]
    [InlineData(3, "gAN9cQAoWAsAAABnbG9iYWxfc3RlcHEBSwdYAQAAAGFxAihHP/gAAAAAAABOXXEDiGFDAXhxBGNidWlsdGlucwpzZXQKcQVdcQZLAmGFcQdScQh0cQl1Lg==")]
    [InlineData(4, "gASVNAAAAAAAAAB9lCiMC2dsb2JhbF9zdGVwlEsHjAFhlChHP/gAAAAAAABOXZSIYUMBeJSPlChLApB0lHUu")]
    [InlineData(5, "gAWVNAAAAAAAAAB9lCiMC2dsb2JhbF9zdGVwlEsHjAFhlChHP/gAAAAAAABOXZSIYUMBeJSPlChLApB0lHUu")]
    public void Every_protocol_is_read(int protocol, string base64)
    {
        TensorFile file = Opening.Read(TorchBytes.Zip(Convert.FromBase64String(base64)));

        Assert.True(file.GlobalStep == 7, $"protocol {protocol}");
    }

    /// <summary>A dictionary that is empty but for one thing.</summary>
    private static byte[] Call(Action<PickleWriter> write) => TorchBytes.Pickle(writer =>
    {
        writer.Write(PickleOpcode.EmptyDict);
        writer.Text("extra");
        write(writer);
        writer.Write(PickleOpcode.SetItem);
    });

    private static IEnumerable<byte> Repeat(PickleOpcode opcode, int count) => Enumerable.Repeat((byte)opcode, count);
}
