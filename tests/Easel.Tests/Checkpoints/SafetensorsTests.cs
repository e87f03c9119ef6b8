using System.Buffers.Binary;
using Easel.Checkpoints;
using Easel.Tensors;

namespace Easel.Tests.Checkpoints;

public class SafetensorsTests
{
    [Fact]
    public void Tensors_are_read_and_metadata_is_not()
    {
        TensorFile file = Opening.Read(SafetensorsBytes.Two());

        Assert.Equal(["a", "b"], file.Tensors.Keys.Order());
        Assert.Equal([1, 2, 3, 4], file.Tensors["a"].ToArray());
        Assert.Equal([1, 2, 3], file.Tensors["b"].ToArray());
    }

    [Theory]
    [InlineData("F32", ElementType.Float32, 4)]
    [InlineData("F16", ElementType.Float16, 2)]
    [InlineData("BF16", ElementType.BFloat16, 2)]
    [InlineData("F64", ElementType.Float64, 8)]
    [InlineData("I64", ElementType.Int64, 8)]
    [InlineData("I32", ElementType.Int32, 4)]
    [InlineData("I16", ElementType.Int16, 2)]
    [InlineData("I8", ElementType.Int8, 1)]
    [InlineData("U8", ElementType.UInt8, 1)]
    [InlineData("BOOL", ElementType.Boolean, 1)]
    public void Every_element_type_is_known_by_name(string name, ElementType type, int bytes)
    {
        TensorFile file = Opening.Read(SafetensorsBytes.File($$$"""{"x":{"dtype":"{{{name}}}","shape":[3],"data_offsets":[0,{{{3 * bytes}}}]}}""", 3 * bytes));

        Assert.Equal(type, file.Tensors["x"].Type);
        Assert.Equal([0, 0, 0], file.Tensors["x"].ToArray());
    }

    [Theory]
    [InlineData("""{"x":{"dtype":"F8_E4M3","shape":[4],"data_offsets":[0,4]}}""", "'F8_E4M3'")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", "'x' appears twice")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"y":{"dtype":"F32","shape":[1],"data_offsets":[2,6]}}""", "'x' and 'y' overlap")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[4,12]}}""", "should lie at bytes 4 to 12, but there are 8")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[8,4]}}""", "should lie at bytes 8 to 4")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", "should lie at bytes -8 to 0")]
    [InlineData("""{"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", "does not fit its 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[-1,-2],"data_offsets":[0,8]}}""", "does not fit its 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2147483647,2147483647,2147483647,2],"data_offsets":[0,8]}}""", "does not fit its 8 bytes")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,2],"data_offsets":[0,8]}}""", "9 extents")]
    [InlineData("""{"x":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", "no whole number")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2]}}""", "needs dtype, shape and two data_offsets")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,4,8]}}""", "needs dtype, shape and two data_offsets")]
    [InlineData("""{"x":7}""", "is not the JSON of a safetensors file")]
    [InlineData("""{"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}""", "is not the JSON of a safetensors file")]
    [InlineData("""{"\ud800":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", "is not the JSON of a safetensors file")]
    [InlineData("{} {}", "is not the JSON of a safetensors file")]
    public void A_broken_header_is_refused_by_what_is_broken(string header, string what)
        => Assert.Contains(what, Opening.ErrorOf(SafetensorsBytes.File(header, 8)), StringComparison.Ordinal);

    [Fact]
    public void A_header_longer_than_the_file_means_a_cut_off_file()
    {
        byte[] file = SafetensorsBytes.Two();
        BinaryPrimitives.WriteInt64LittleEndian(file, 10_000);

        Assert.Contains("is cut off: its header should have 10000 bytes", Opening.ErrorOf(file), StringComparison.Ordinal);
    }

    [Fact]
    public void An_empty_tensor_and_a_single_number_are_tensors()
    {
        TensorFile file = Opening.Read(SafetensorsBytes.File(
            """{"none":{"dtype":"F32","shape":[0,2147483647],"data_offsets":[4,4]},"one":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}""",
            TorchBytes.Floats(5)));

        Assert.Empty(file.Tensors["none"].ToArray());
        Assert.Equal([5], file.Tensors["one"].ToArray());
    }
}
