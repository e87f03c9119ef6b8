namespace Easel.Tensors.Kernels.Gemm;

/// <summary>How the numbers of panels are held.</summary>
internal enum PanelForm
{
    /// <summary>float32</summary>
    Single,

    /// <summary>float16, scaled; made float32 where they are used.</summary>
    Half,

    /// <summary>float16, scaled; multiplied as they are. Their places are those of <see cref="Half"/>, with a row of zeros behind an odd number of rows.</summary>
    Float16,

    /// <summary>bfloat16; a column's numbers of two rows lie side by side, the second zero behind an odd number of rows.</summary>
    BFloat16,

    /// <summary>
    /// Whole numbers of -127 to 127, held as bytes 128 greater: a column's numbers of four rows lie side by side, zeros behind the last. Behind all rows lie the columns'
    /// scales in float32, in the place of four rows.
    /// </summary>
    Int8,
}
