using Easel.Diffusion;

namespace Easel.Painting.Studies;

/// <summary>What pictures of a model are asked for where the command line is silent.</summary>
internal static class StudyModel
{
    /// <summary>As the model paints best, else as the original program does.</summary>
    public static ImageRequest UsualRequest(ChosenModel model)
        => (model.Pocket?.RequestFor("") ?? new ImageRequest { Batches = [] }) with { Batches = [], Iterations = 1, NoiseBatch = 0 };
}
