namespace Easel.Tensors.Threading;

/// <summary>Work cut into pieces by shape alone. An unmanaged struct: it is copied to the workers as it is.</summary>
internal unsafe interface IPieces
{
    /// <summary>Does one piece. Called once for each, in any order, on any worker.</summary>
    /// <param name="piece">0 to pieces - 1</param>
    /// <param name="scratch"><see cref="WorkerTeam.ScratchBytes"/> bytes of the worker's own, aligned to 64; what it finds there is noise.</param>
    void Run(int piece, byte* scratch);
}
