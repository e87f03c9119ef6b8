namespace Easel.Cuda.Translation;

/// <summary>What it took until kernels were on the card.</summary>
/// <param name="Translated">Kernels that the driver's linker translated.</param>
/// <param name="Kept">Kernels whose translation was kept from an earlier start.</param>
/// <param name="Seconds">What the translations took, one added to the other, whatever ran side by side.</param>
/// <param name="Until">Seconds from the opening of the card to the end of the last translation; 0 if there was none.</param>
/// <param name="Loaded">Kernels that were wanted.</param>
/// <param name="Waited">Seconds that those who wanted them waited, in all.</param>
internal readonly record struct TranslationCount(int Translated, int Kept, double Seconds, double Until, int Loaded, double Waited);
