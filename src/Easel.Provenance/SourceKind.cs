namespace Easel.Provenance;

/// <summary>Where what a picture shows comes from: terms of IPTC's list of digital source types, <c>cv.iptc.org/newscodes/digitalsourcetype</c>.</summary>
public enum SourceKind
{
    /// <summary>Of a model alone: <c>trainedAlgorithmicMedia</c>.</summary>
    Model,

    /// <summary>Of a model and another picture, parts of which were kept, as in inpainting: <c>compositeWithTrainedAlgorithmicMedia</c>.</summary>
    ModelAndPicture,
}
