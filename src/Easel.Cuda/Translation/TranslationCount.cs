namespace Easel.Cuda.Translation;

/// <summary>What it took until kernels were on the card.</summary>
/// <param name="Translated">Kernels that the driver's linker translated.</param>
/// <param name="Kept">Kernels whose translation was kept from an earlier start.</param>
/// <param name="Seconds">What the translations took, one added to the other, whatever ran side by side.</param>
/// <param name="Loaded">Kernels that were wanted.</param>
/// <param name="Waited">Seconds that those who wanted them waited, in all.</param>
internal readonly record struct TranslationCount(int Translated, int Kept, double Seconds, int Loaded, double Waited);
