using Easel.Tensors;

namespace Easel.Models.Layers;

/// <summary>Giving memory back before a scope ends, where tensors weigh hundreds of megabytes.</summary>
internal static class Succession
{
    /// <summary>Gives <paramref name="old"/> back at once, and returns what was made of it.</summary>
    public static Tensor InPlaceOf(this Tensor next, Tensor old)
    {
        old.Dispose();
        return next;
    }
}
