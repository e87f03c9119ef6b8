using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Easel.Tests.Diffusion.Numerics;

/// <summary>Pictures depend on no function whose last bits differ between systems, processors or versions of their libraries.</summary>
public sealed class PlatformMathematicsTests
{
    private static readonly string[] s_assemblies = ["Easel.Tensors.dll", "Easel.Models.dll", "Easel.Diffusion.dll", "Easel.Imaging.dll"];

    // What a type of numbers or of registers offers under these names is rounded as the platform likes, or added in an order that it likes. Square roots,
    // rounding to whole numbers and scaling by powers of two are exact by IEEE 754, and not among them.
    private static readonly string[] s_functions =
    [
        "Exp", "Log", "Pow", "Sin", "Cos", "Tan", "Asin", "Acos", "Atan", "Sinh", "Cosh", "Tanh", "Cbrt", "RootN", "Hypot", "Reciprocal", "Sum", "Dot",
        "Sigmoid", "SoftMax", "Norm", "Distance", "CosineSimilarity", "Average", "Length",
    ];

    // Where something is only measured, foretold or compared with: none of their results is part of a picture.
    private static readonly string[] s_measuring = ["Easel.Tensors.Kernels.Reference.", "Easel.Imaging.ImageDifference", "Easel.Imaging.StructuralSimilarity", "Easel.Diffusion.Planning."];

    // Their native minimum and maximum are those that x86 has, and are asked for on x86 alone.
    private static readonly string[] s_lanes = ["Easel.Tensors.Kernels.Lanes4", "Easel.Tensors.Kernels.Lanes8", "Easel.Tensors.Kernels.Lanes16"];

    // Fused multiplication and addition is exact, but computed by the system's library on a processor that lacks it: where that has been seen to.
    private static readonly string[] s_fused = ["Easel.Tensors.FusedMultiplyAdd", .. s_lanes];

    private static readonly OpCode[] s_codes = [.. typeof(OpCodes).GetFields().Select(field => field.GetValue(null)).OfType<OpCode>()];
    private static readonly ILookup<short, OpCode> s_byValue = s_codes.ToLookup(code => code.Value);

    [Fact]
    public void No_picture_depends_on_a_function_that_the_platform_rounds_as_it_likes()
    {
        List<string> found = [.. s_assemblies.SelectMany(Calls).Where(call => !s_measuring.Any(place => call.Caller.StartsWith(place, StringComparison.Ordinal)) && IsLoose(call))
            .Select(call => $"{call.Caller} calls {call.Callee}.{call.Function}").Distinct()];

        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void The_search_finds_what_is_there()
    {
        (string, string, string)[] calls = [.. s_assemblies.SelectMany(Calls)];

        Assert.Contains(("Easel.Imaging.StructuralSimilarity", "System.Math", "Exp"), calls.Select(call => (call.Item1.Split('+')[0], call.Item2, call.Item3)));
        Assert.Contains(calls, call => call is ("Easel.Diffusion.Numerics.DeterministicMath", "System.Math", "ScaleB"));
        Assert.Contains(calls, call => call is ("Easel.Tensors.Kernels.Lanes8", "System.Runtime.Intrinsics.Vector256", "MaxNative"));
        Assert.True(IsLoose(("", "System.MathF", "Log2")) && IsLoose(("", "System.Runtime.Intrinsics.Vector128", "Sum")) && IsLoose(("", "System.Double", "SinCosPi")));
        Assert.False(IsLoose(("", "System.Math", "Sqrt")) || IsLoose(("", "Easel.Diffusion.Numerics.DeterministicMath", "Exp")));
    }

    private static bool IsLoose((string Caller, string Callee, string Function) call)
    {
        bool isOfNumbers = call.Callee is "System.Math" or "System.MathF" or "System.Single" or "System.Double" or "System.Half"
            || (call.Callee.StartsWith("System.Numerics.", StringComparison.Ordinal) && call.Callee != "System.Numerics.BitOperations") || call.Callee.StartsWith("System.Runtime.Intrinsics.", StringComparison.Ordinal);
        return isOfNumbers && (call.Function.Contains("Estimate", StringComparison.Ordinal)
            || (call.Function == "FusedMultiplyAdd" && !s_fused.Contains(call.Caller))
            || (call.Function.EndsWith("Native", StringComparison.Ordinal) && !s_lanes.Contains(call.Caller))
            || s_functions.Any(name => call.Function.StartsWith(name, StringComparison.Ordinal) && IsEndOfWord(call.Function[name.Length..])));
    }

    /// <summary>Whether a name goes on with a new word or a number, as in Log10 or SinCosPi, and not as in Single.</summary>
    private static bool IsEndOfWord(string rest) => rest.Length == 0 || !char.IsAsciiLetterLower(rest[0]);

    /// <summary>All calls of methods of other assemblies: the type that calls, the type that is called, the method.</summary>
    private static IEnumerable<(string Caller, string Callee, string Function)> Calls(string assembly)
    {
        using PEReader file = new(File.OpenRead(Path.Combine(AppContext.BaseDirectory, assembly)));
        MetadataReader names = file.GetMetadataReader();
        foreach (MethodDefinition method in names.MethodDefinitions.Select(names.GetMethodDefinition).Where(method => method.RelativeVirtualAddress != 0))
        {
            string caller = NameOf(names, method.GetDeclaringType());
            foreach (int token in Tokens(file.GetMethodBody(method.RelativeVirtualAddress).GetILContent()))
            {
                if (Called(names, System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle(token)) is (string callee, string function))
                {
                    yield return (caller, callee, function);
                }
            }
        }
    }

    /// <summary>The methods that instructions name. ECMA-335, III.1.2</summary>
    private static IEnumerable<int> Tokens(ImmutableArray<byte> code)
    {
        for (int at = 0; at < code.Length;)
        {
            short value = code[at++];
            if (value == 0xFE)
            {
                value = (short)(0xFE00 | code[at++]);
            }

            OperandType operand = s_byValue[value].Single().OperandType;
            if (operand == OperandType.InlineMethod)
            {
                yield return BitConverter.ToInt32(code.AsSpan(at, 4));
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code.AsSpan(at, 4))),
                _ => 4,
            };
        }
    }

    private static (string Type, string Function)? Called(MetadataReader names, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.MethodSpecification)
        {
            handle = names.GetMethodSpecification((MethodSpecificationHandle)handle).Method;
        }

        if (handle.Kind != HandleKind.MemberReference)
        {
            return null;
        }

        MemberReference member = names.GetMemberReference((MemberReferenceHandle)handle);
        return (TypeOf(names, member.Parent), names.GetString(member.Name));
    }

    private static string TypeOf(MetadataReader names, EntityHandle handle)
    {
        if (handle.Kind == HandleKind.TypeSpecification)
        {
            // A generic type: its signature is GENERICINST, CLASS or VALUETYPE, and the type. ECMA-335, II.23.2.12
            BlobReader signature = names.GetBlobReader(names.GetTypeSpecification((TypeSpecificationHandle)handle).Signature);
            if (signature.ReadSignatureTypeCode() != SignatureTypeCode.GenericTypeInstance)
            {
                return "";
            }

            signature.ReadByte();
            handle = signature.ReadTypeHandle();
        }

        if (handle.Kind != HandleKind.TypeReference)
        {
            return "";
        }

        TypeReference type = names.GetTypeReference((TypeReferenceHandle)handle);
        return $"{names.GetString(type.Namespace)}.{names.GetString(type.Name)}";
    }

    /// <summary>With the types that it lies in.</summary>
    private static string NameOf(MetadataReader names, TypeDefinitionHandle handle)
    {
        TypeDefinition type = names.GetTypeDefinition(handle);
        string name = names.GetString(type.Name);
        return type.GetDeclaringType() is { IsNil: false } outer ? $"{NameOf(names, outer)}+{name}" : $"{names.GetString(type.Namespace)}.{name}";
    }
}
