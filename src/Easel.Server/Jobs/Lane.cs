using Easel.Server.Models;

namespace Easel.Server.Jobs;

/// <summary>A device that paints, with the model in its memory. A server has one; with several each has a worker of its own, and all take from one queue.</summary>
/// <param name="Holder">The model in memory.</param>
/// <param name="Policy">Whose turn it is.</param>
internal sealed record Lane(ModelHolder Holder, TurnPolicy Policy);
