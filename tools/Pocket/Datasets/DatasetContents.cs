namespace Easel.Pocket.Datasets;

/// <summary>What lies in a dataset's folder: <c>dataset.json</c>.</summary>
/// <param name="Vocabulary">How many tokens there are.</param>
/// <param name="Start">The token before every caption.</param>
/// <param name="End">The token after every caption, and in the places behind.</param>
/// <param name="Positions">Tokens of a caption.</param>
/// <param name="CaptionsPerPicture">Alternatives that each picture has.</param>
/// <param name="Seed">What all was drawn with.</param>
/// <param name="Sets">One per picture size.</param>
internal sealed record DatasetContents(int Vocabulary, int Start, int End, int Positions, int CaptionsPerPicture, ulong Seed, PictureSet[] Sets);

/// <summary>Pictures of one size.</summary>
/// <param name="Name">Width x height, as in the names of the files.</param>
/// <param name="Width">In pixels.</param>
/// <param name="Height">In pixels.</param>
/// <param name="Count">How many.</param>
internal sealed record PictureSet(string Name, int Width, int Height, int Count);
