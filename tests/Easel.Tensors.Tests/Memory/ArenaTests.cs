using Easel.Tensors.Backends;
using Easel.Tensors.Backends.Cpu;
using Easel.Tensors.Memory;

namespace Easel.Tensors.Tests.Memory;

public sealed class ArenaTests : IDisposable
{
    private readonly CpuDevice _device = new(threads: 1);

    public void Dispose() => _device.Dispose();

    [Fact]
    public void The_same_step_finds_the_same_places()
    {
        List<nint> first = Step();
        List<nint> second = Step();

        Assert.Equal(first, second);

        List<nint> Step()
        {
            using Scope scope = _device.BeginScope();
            Tensor a = _device.Allocate([100, 7]);
            Tensor b = _device.Allocate([33]);
            a.Dispose();
            Tensor c = _device.Allocate([50, 7]);
            Tensor d = _device.Allocate([1000, 1000]);
            return [b.Address, c.Address, d.Address];
        }
    }

    [Fact]
    public void A_detached_tensor_outlives_every_scope()
    {
        Tensor detached;
        using (Scope outer = _device.BeginScope())
        {
            using Scope inner = _device.BeginScope();
            detached = inner.Keep(_device.Upload([1f, 2], [2])).Detach();
        }

        Assert.True(_device.IsFinite(detached));
        Assert.Equal(64, _device.ActivationsHeld);
        detached.Dispose();
        Assert.Equal(0, _device.ActivationsHeld);
    }

    [Fact]
    public void Works_that_take_turns_end_their_own_scopes_in_any_order()
    {
        Scope first = _device.BeginScope();
        Tensor ofFirst = _device.Upload([1f], [1]);
        Scope? left = _device.ExchangeScope(null);
        Scope second = _device.BeginScope();
        Tensor ofSecond = _device.Upload([2f], [1]);

        Scope? other = _device.ExchangeScope(left);
        Assert.Equal((first, second), (left, other));
        Assert.Throws<InvalidOperationException>(second.Dispose);
        first.Dispose();
        Assert.Throws<ArgumentException>(() => _device.IsFinite(ofFirst));
        Assert.True(_device.IsFinite(ofSecond));

        Assert.Null(_device.ExchangeScope(other));
        second.Dispose();
        Assert.Null(_device.ExchangeScope(null));
        Assert.Equal(0, _device.ActivationsHeld);
    }

    [Fact]
    public void Tensors_that_live_together_do_not_overlap()
    {
        Random random = new(1);
        List<Tensor> alive = [];
        for (int i = 0; i < 2000; i++)
        {
            if (alive.Count > 0 && random.Next(2) == 0)
            {
                int gone = random.Next(alive.Count);
                alive[gone].Dispose();
                alive.RemoveAt(gone);
            }
            else
            {
                alive.Add(_device.Allocate([random.Next(1, 5000)]));
            }
        }

        Tensor[] ordered = [.. alive.OrderBy(tensor => tensor.Address)];

        Assert.All(ordered, tensor => Assert.Equal(0, tensor.Address % 64));
        Assert.All(ordered.Zip(ordered.Skip(1)), pair => Assert.True(pair.First.Address + (4 * pair.First.Shape.Count) <= pair.Second.Address));
    }

    [Fact]
    public void Gaps_that_touch_become_one()
    {
        Tensor[] small = [.. Enumerable.Range(0, 5).Select(_ => _device.Allocate([16]))];
        nint start = small[0].Address;
        _ = _device.Allocate([16]);

        // Middle, ends, and what is between them: every way of joining.
        foreach (int i in (int[])[2, 0, 4, 1, 3])
        {
            small[i].Dispose();
        }

        Assert.Equal(start, _device.Allocate([5 * 16]).Address);
    }

    [Fact]
    public void More_than_a_slab_fits()
    {
        Tensor small = _device.Allocate([1]);
        Tensor large = _device.Allocate([80 << 20]);

        Assert.NotEqual(small.Address, large.Address);
        Assert.Equal((320L << 20) + 64, _device.Memory.Activations);
    }

    [Fact]
    public void Slabs_in_which_nothing_lies_are_given_back_when_that_is_asked_for()
    {
        const nint Slab = 1024;
        List<(nint Address, nint Bytes)> back = [];
        nint next = 0;
        using Arena arena = new(_ => next += 1 << 20, (address, bytes) => back.Add((address, bytes)), Slab);
        Allocation first = arena.Allocate(Slab);
        Allocation second = arena.Allocate(Slab / 2);
        Allocation large = arena.Allocate(4 * Slab);
        first.Release();
        large.Release();

        arena.Trim();
        arena.Trim();

        Assert.Equal([(first.Address, Slab), (large.Address, 4 * Slab)], back);
        Assert.Equal(second.Address + (Slab / 2), arena.Allocate(Slab / 2).Address);
    }

    [Fact]
    public void The_peak_is_the_most_that_was_held_at_once()
    {
        for (int i = 0; i < 3; i++)
        {
            using Scope scope = _device.BeginScope();
            _ = _device.Allocate([1024]);
            _device.Allocate([1024]).Dispose();
            _ = _device.Allocate([512]);
        }

        Assert.Equal(2 * 4096, _device.Memory.Activations);
    }

    [Fact]
    public void A_tensor_ends_with_its_scope()
    {
        Tensor tensor;
        using (_device.BeginScope())
        {
            tensor = _device.Upload([1f, 2f], [2]);
        }

        ArgumentException error = Assert.Throws<ArgumentException>(() => _device.Activate(tensor, Activation.Silu));

        Assert.Contains("[2] is used after its scope has ended", error.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => _device.Download(tensor, new float[2]));
        Assert.Throws<ArgumentException>(() => _device.IsFinite(tensor));
    }

    [Fact]
    public void A_view_ends_with_its_tensor()
    {
        Tensor tensor = _device.Upload([1f, 2f, 3f, 4f], [2, 2]);
        Tensor row = tensor.Slice(1, 1);

        tensor.Dispose();

        Assert.Throws<ArgumentException>(() => _device.Activate(row, Activation.Silu));
    }

    [Fact]
    public void What_is_kept_lives_until_the_scope_around_ends()
    {
        Tensor kept;
        using (_device.BeginScope())
        {
            using (Scope inner = _device.BeginScope())
            {
                kept = inner.Keep(_device.Upload([1f, 2f], [2]));
            }

            Assert.True(_device.IsFinite(kept));
            float[] values = new float[2];
            _device.Download(kept, values);
            Assert.Equal([1f, 2f], values);
        }

        Assert.Throws<ArgumentException>(() => _device.IsFinite(kept));
    }

    [Fact]
    public void What_the_outermost_scope_keeps_lives_until_it_is_disposed()
    {
        Tensor kept;
        using (Scope scope = _device.BeginScope())
        {
            kept = scope.Keep(_device.Upload([1f], [1]).Reshape([1, 1]));
        }

        Assert.True(_device.IsFinite(kept));

        kept.Dispose();
        Assert.Throws<ArgumentException>(() => _device.IsFinite(kept));
    }

    [Fact]
    public void A_tensor_from_outside_a_scope_outlives_it()
    {
        Tensor outside = _device.Upload([1f], [1]);
        using (Scope scope = _device.BeginScope())
        {
            scope.Keep(outside);
        }

        Assert.True(_device.IsFinite(outside));
    }

    [Fact]
    public void Scopes_end_in_the_reverse_order()
    {
        Scope outer = _device.BeginScope();
        Scope inner = _device.BeginScope();

        Assert.Throws<InvalidOperationException>(outer.Dispose);

        inner.Dispose();
        inner.Dispose();
        outer.Dispose();
        using Scope next = _device.BeginScope();
    }

    [Fact]
    public void A_device_that_is_disposed_says_so()
    {
        CpuDevice device = new(threads: 2);
        Tensor tensor = device.Upload([1f], [1]);

        device.Dispose();
        device.Dispose();

        Assert.Throws<ObjectDisposedException>(() => device.Download(tensor, new float[1]));
        Assert.Throws<ObjectDisposedException>(() => device.Allocate([1]));
    }
}
