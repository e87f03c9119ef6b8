using Easel.Tensors;
using Easel.Tensors.Backends;
using Easel.Tensors.Memory;

namespace Easel.Cuda;

/// <content>Work that is recorded once and launched as a whole afterwards.</content>
public sealed unsafe partial class CudaDevice
{
    /// <inheritdoc/>
    public override RepeatedWork Repeat(Func<IReadOnlyList<Tensor>, Tensor> work) => new RecordedWork(this, work);

    /// <summary>
    /// The first time, work is done as ever, so that all its kernels are there; the second time it is recorded; from then on the recording is launched. What
    /// happens in between lies in memory of its own, which nobody else gets meanwhile: a recording uses the same addresses every time.
    /// </summary>
    private sealed class RecordedWork(CudaDevice device, Func<IReadOnlyList<Tensor>, Tensor> work) : RepeatedWork(work)
    {
        private readonly Func<IReadOnlyList<Tensor>, Tensor> _work = work;
        private Arena? _own;
        private Tensor[] _inputs = [];
        private Tensor? _result;
        private nint _graph;

        /// <inheritdoc/>
        public override Tensor Run(params IReadOnlyList<Tensor> inputs)
        {
            if (device.Observer is not null)
            {
                // Who looks at results on the way cannot look into a recording.
                return _work(inputs);
            }

            if (!Fits(inputs))
            {
                Forget();
                Begin(inputs);
            }
            else
            {
                Fill(inputs);
                if (_graph == 0)
                {
                    _graph = Record();
                }

                device._driver.LaunchGraph(_graph, device._stream);
            }

            return device.CopyOf(_result!);
        }

        /// <inheritdoc/>
        protected override void Dispose(bool disposing)
        {
            Forget();
            base.Dispose(disposing);
        }

        private bool Fits(IReadOnlyList<Tensor> inputs)
            => _result is not null && inputs.Count == _inputs.Length && inputs.Zip(_inputs).All(pair => pair.First.Shape == pair.Second.Shape && pair.First.Type == pair.Second.Type);

        private void Begin(IReadOnlyList<Tensor> inputs)
        {
            device.Trim();
            _own = device.NewArena();
            device._recorded.Add(_own);
            Within(() =>
            {
                _inputs = [.. inputs.Select(input => device.Allocate(input.Shape, input.Type))];
                Fill(inputs);
                _result = _work(_inputs);
            });
        }

        private nint Record()
        {
            Tensor before = _result!;
            before.Dispose();
            Within(() =>
            {
                device._driver.BeginCapture(device._stream);
                try
                {
                    _result = _work(_inputs);
                }
                catch
                {
                    device._driver.DestroyGraph(device._driver.EndCapture(device._stream));
                    throw;
                }
            });
            return device._driver.EndCapture(device._stream);
        }

        private void Fill(IReadOnlyList<Tensor> inputs)
        {
            for (int i = 0; i < inputs.Count; i++)
            {
                device.Copy(inputs[i], _inputs[i]);
            }
        }

        private void Within(Action action)
        {
            Arena around = device._arena;
            device._arena = _own!;
            try
            {
                action();
            }
            finally
            {
                device._arena = around;
            }
        }

        private void Forget()
        {
            if (_own is null)
            {
                return;
            }

            device._recorded.Remove(_own);
            (Arena own, nint graph) = (_own, _graph);
            (_own, _graph, _result, _inputs) = (null, 0, null, []);
            device.GiveBack(() =>
            {
                device.Synchronize();
                if (graph != 0)
                {
                    device._driver.DestroyGraph(graph);
                }

                own.Dispose();
            });
        }
    }

    /// <summary>
    /// Gives back what earlier work has taken and left empty, the maps of a decoding above all, before memory is taken that cannot lie there: both together would be more than
    /// a run alone takes.
    /// </summary>
    private void Trim()
    {
        Synchronize();
        _main.Trim();
    }

    private Tensor CopyOf(Tensor tensor)
    {
        Tensor copy = Allocate(tensor.Shape, tensor.Type);
        Copy(tensor, copy);
        return copy;
    }

    private void Copy(Tensor from, Tensor to)
        => _driver.CopyOnCard(to.Address, from.Address, from.Shape.Count * from.Type.Size(), _stream);
}
