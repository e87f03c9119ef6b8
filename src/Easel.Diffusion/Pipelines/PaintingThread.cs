using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;

namespace Easel.Diffusion.Pipelines;

/// <summary>Updates of a run that is painted on a thread of its own.</summary>
internal static class PaintingThread
{
    /// <summary>Paints, and tells as it goes. Leaving the loop early stops the run after its step, and waits for that.</summary>
    /// <param name="paint">Does the work as far as it is asked for, and asks the token once per step.</param>
    /// <param name="device">What it computes on.</param>
    /// <param name="cancel">Stops it after its step.</param>
    public static async IAsyncEnumerable<RunUpdate> Updates(Func<CancellationToken, IEnumerable<RunUpdate>> paint, Device device, [EnumeratorCancellation] CancellationToken cancel)
    {
        using var abandoned = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        Channel<RunUpdate> channel = Channel.CreateUnbounded<RunUpdate>(new UnboundedChannelOptions { SingleReader = true, SingleWriter = true });
        Task painting = Task.Factory.StartNew(Paint, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            // The painter ends the channel, after its step: what is finished by then still arrives.
            await foreach (RunUpdate update in channel.Reader.ReadAllAsync(CancellationToken.None).ConfigureAwait(false))
            {
                yield return update;
            }
        }
        finally
        {
            await abandoned.CancelAsync().ConfigureAwait(false);
            await painting.ConfigureAwait(false);
        }

        void Paint()
        {
            (device as CpuDevice)?.EnterThread();

            Exception? failure = null;
            try
            {
                foreach (RunUpdate update in paint(cancel))
                {
                    channel.Writer.TryWrite(update);
                    abandoned.Token.ThrowIfCancellationRequested();
                }
            }
            catch (Exception exception)
            {
                failure = exception;
            }

            channel.Writer.Complete(failure);
        }
    }
}
