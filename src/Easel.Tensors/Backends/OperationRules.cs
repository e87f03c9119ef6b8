using Easel.Tensors.Kernels;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends;

/// <summary>What every device wants of an operation's arguments.</summary>
internal static class OperationRules
{
    /// <summary>A matrix of a linear layer, and its bias.</summary>
    public static void RequireLinear(HostTensor weight, HostTensor? bias, bool gated)
    {
        Shape shape = weight.Shape;
        if (shape.Rank < 2 || shape.Count == 0 || shape.Count != (long)shape[0] * shape[1] || shape[0] % (gated ? 2 : 1) != 0)
        {
            string wanted = gated ? "[2 * outputs, inputs]" : "[outputs, inputs]";
            throw new ArgumentException($"Tensor '{weight.Name}' is {shape}, but {wanted} is wanted.", nameof(weight));
        }

        RequireBias(bias, shape[0]);
    }

    /// <summary>A kernel of a convolution, and its bias.</summary>
    /// <returns>Its sizes.</returns>
    public static ConvolutionShape RequireConvolution(HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter)
    {
        Shape shape = weight.Shape;
        if (shape.Rank != 4 || shape.Count == 0 || shape[2] != shape[3] || shape[2] is not (1 or 3))
        {
            throw new ArgumentException($"Tensor '{weight.Name}' is {shape}, but [outputs, inputs, kernel, kernel] with a kernel of 1 or 3 is wanted.", nameof(weight));
        }

        if (stride is not (1 or 2))
        {
            throw new ArgumentOutOfRangeException(nameof(stride), stride, "A stride is 1 or 2.");
        }

        ArgumentOutOfRangeException.ThrowIfNegative(padBefore);
        ArgumentOutOfRangeException.ThrowIfNegative(padAfter);
        RequireBias(bias, shape[0]);
        return new ConvolutionShape(shape[1], shape[0], shape[2], stride, padBefore, padAfter);
    }

    /// <summary>What goes into a linear layer.</summary>
    public static void RequireInputs(Tensor x, LinearWeights weights)
    {
        if (x.Shape.Rank == 0 || x.Shape[^1] != weights.Inputs)
        {
            throw new ArgumentException($"A tensor is {x.Shape}, but '{weights.Name}' wants {weights.Inputs} inputs.", nameof(x));
        }
    }

    /// <summary>What goes into a convolution.</summary>
    public static void RequireInputs(Tensor x, ConvolutionWeights weights)
    {
        if (x.Shape.Rank != 4 || x.Shape[3] != weights.Shape.Inputs)
        {
            throw new ArgumentException($"A tensor is {x.Shape}, but '{weights.Name}' wants [batch, height, width, {weights.Shape.Inputs}].", nameof(x));
        }
    }

    /// <summary>The shape that comes out of a convolution.</summary>
    public static Shape Convolved(Tensor x, ConvolutionWeights weights, Halo halo)
    {
        RequireInputs(x, weights);
        ConvolutionShape shape = weights.Shape;
        int least = shape.Kernel - shape.PadBefore - shape.PadAfter;
        if (x.Shape[1] < least || x.Shape[2] < least)
        {
            throw new ArgumentException($"A tensor of {x.Shape} is smaller than the kernel of '{weights.Name}', which wants {least} x {least} pixels or more.", nameof(x));
        }

        if (halo != Halo.None && !shape.AllowsBand(x.Shape[1], halo))
        {
            throw new ArgumentException(
                $"A band of {x.Shape} with rows of its neighbours cannot be convolved with '{weights.Name}': a 3x3 kernel of stride 1 with padding 1, and a row of the band's own, "
                + "are wanted; or one of stride 2 with padding after, and an even number of rows and one of the band below.",
                nameof(halo));
        }

        return [x.Shape[0], shape.OutputRows(x.Shape[1], halo), shape.Output(x.Shape[2]), shape.Outputs];
    }

    /// <summary>What goes into a normalisation.</summary>
    public static void RequireInputs(Tensor x, NormWeights weights, float epsilon)
    {
        if (x.Shape.Rank == 0 || x.Shape[^1] != weights.Channels)
        {
            throw new ArgumentException($"A tensor is {x.Shape}, but '{weights.Name}' wants {weights.Channels} channels.", nameof(x));
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(epsilon);
    }

    /// <summary>Tokens of a map that are to be matched.</summary>
    /// <returns>The map's patches.</returns>
    public static TokenPatches RequireMatch(Tensor x, int width, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        if (x.Shape.Rank != 3 || x.Shape.Count == 0 || x.Shape[1] % width != 0)
        {
            throw new ArgumentException($"Tokens are {x.Shape}, but [batch, height * {width}, channels] is wanted.", nameof(x));
        }

        TokenPatches patches = new(x.Shape[1] / width, width);
        return count >= patches.Count && count <= patches.Tokens
            ? patches
            : throw new ArgumentOutOfRangeException(nameof(count), count, $"Of {patches.Tokens} tokens {patches.Count} to {patches.Tokens} can be left.");
    }

    /// <summary>A row for each token; their numbers are looked at elsewhere.</summary>
    public static void RequireRows(Tensor rows, Tensor tokens)
    {
        if (tokens.Shape.Rank != 3 || tokens.Shape.Count == 0)
        {
            throw new ArgumentException($"Tokens are {tokens.Shape}, but [batch, tokens, channels] is wanted.", nameof(tokens));
        }

        RequireShape(rows, [tokens.Shape[0], tokens.Shape[1]]);
    }

    /// <summary>What tokens that were merged are spread over.</summary>
    public static void RequireSpread(Tensor y, Tensor residual)
    {
        if (y.Shape.Rank != 3 || residual.Shape.Rank != 3 || y.Shape[1] == 0)
        {
            throw new ArgumentException($"Merged tokens are {y.Shape} and the residual is {residual.Shape}, but [batch, count, channels] and [batch, tokens, channels] are wanted.", nameof(y));
        }

        RequireShape(y, residual.Shape.With(1, y.Shape[1]));
    }

    /// <summary>The extents of parts one after the other along the outermost.</summary>
    public static Shape Stacked(ReadOnlySpan<Tensor> parts)
    {
        ArgumentOutOfRangeException.ThrowIfZero(parts.Length, nameof(parts));
        Shape shape = parts[0].Shape;
        if (shape.Rank == 0)
        {
            throw new ArgumentException("Single numbers have no outermost extent to stack along.", nameof(parts));
        }

        int all = 0;
        foreach (Tensor part in parts)
        {
            RequireShape(part, shape.With(0, part.Shape.Rank == 0 ? 0 : part.Shape[0]));
            all = checked(all + part.Shape[0]);
        }

        return shape.With(0, all);
    }

    /// <summary>A tensor is of this shape.</summary>
    public static void RequireShape(Tensor tensor, Shape shape)
    {
        if (tensor.Shape != shape)
        {
            throw new ArgumentException($"A tensor is {tensor.Shape}, but {shape} is wanted.", nameof(tensor));
        }
    }

    private static void RequireBias(HostTensor? bias, int count)
    {
        if (bias is not null && bias.Shape != Shape.Of(count))
        {
            throw new ArgumentException($"Tensor '{bias.Name}' is {bias.Shape}, but {Shape.Of(count)} is wanted.", nameof(bias));
        }
    }
}
