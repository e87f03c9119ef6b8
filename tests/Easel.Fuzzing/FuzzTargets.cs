using Easel.Fuzzing.Engine;
using Easel.Fuzzing.Targets;

namespace Easel.Fuzzing;

/// <summary>All readers of foreign bytes that are fuzzed.</summary>
internal static class FuzzTargets
{
    public static IReadOnlyList<FuzzTarget> All { get; } =
    [
        new PickleTarget(),
        new TorchZipTarget(),
        new TorchLegacyTarget(),
        new SafetensorsTarget(),
        new DiffusersNamesTarget(),
        new WeightIndexTarget(),
        new PreparedWeightsTarget(),
        new HashNoteTarget(),
        new ConfigYamlTarget(),
        new SettingsJsonTarget(),
        new VocabularyTarget(),
        new TokenizerTarget(),
        new PromptTarget(),
        new StylesCsvTarget(),
        new StylesJsonTarget(),
        new CatalogueTarget(),
        new PartStateTarget(),
        new LibraryIndexTarget(),
        new PngTarget(),
        new ExifTarget(),
        new InfotextTarget(),
        new RecordedParametersTarget(),
        new StudyCellTarget(),
        new ContentCredentialsTarget(),
        new JumbfTarget(),
        new ManifestPartsTarget(),
        new PemTarget(),
        new PositionTarget(),
        new RequestTarget(),
        new PictureRecordTarget(),
        new JournalLogTarget(),
        new JournalStateTarget(),
    ];

    /// <summary>The target of a name.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static FuzzTarget Find(string name)
        => All.FirstOrDefault(target => target.Name == name) ?? throw new ArgumentException($"There is no target '{name}'. Targets are {string.Join(", ", All)}.", nameof(name));
}
