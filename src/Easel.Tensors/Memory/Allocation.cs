namespace Easel.Tensors.Memory;

/// <summary>A piece of an arena that tensors look into.</summary>
internal sealed class Allocation(Arena? arena, nint address, nint bytes)
{
    public nint Address => address;

    public nint Bytes => bytes;

    public bool Released { get; private set; }

    /// <summary>The scope that frees it, or none: then whoever made it does.</summary>
    public Scope? Owner { get; set; }

    public void Release()
    {
        if (!Released)
        {
            Released = true;
            arena?.Free(this);
        }
    }
}
