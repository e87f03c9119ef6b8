using Easel.Tensors.Memory;

namespace Easel.Tensors.Backends;

/// <summary>
/// Where tensors live and are computed: the short contract that layers, samplers and pipelines call. Activations are float32 and
/// channels-last, [batch, height, width, channels]. Operations are enqueued; only <see cref="Download"/> and <see cref="IsFinite"/> wait.
/// One thread at a time.
/// </summary>
public abstract class Device : IDisposable
{
    /// <summary>The <see cref="BandMemory"/> of a processor.</summary>
    public const long DefaultBandMemory = 384L << 20;

    /// <summary>What it is, for people.</summary>
    public abstract string Name { get; }

    /// <summary>What it may round.</summary>
    public abstract Precision Precision { get; }

    /// <summary>Told of every result that has weights, by their name; of a map in bands, of each band. It may look, not touch; it slows a step down.</summary>
    public Action<string, Tensor>? Observer { get; set; }

    /// <summary>
    /// Begins work that is done once more because something in it overflowed, until the guard is disposed. A device that computes in less than float32, and can, does
    /// what overflows there again in float32, each sample by itself.
    /// </summary>
    /// <param name="weights">Gives a tensor of the checkpoint by its full name, such as <c>model.diffusion_model.out.2.weight</c>; may be asked until the guard ends.</param>
    /// <param name="isOfBands">Whether a layer that is computed again once is computed in float32 from then on: the bands of a map must not differ. See <see cref="PrecisionGuard.TakeUneven"/>.</param>
    public virtual PrecisionGuard BeginGuard(Func<string, HostTensor> weights, bool isOfBands = false) => new(this);

    /// <summary>Begins a stretch of work. Its end gives back all tensors made in it but those kept.</summary>
    public abstract Scope BeginScope();

    /// <summary>
    /// Leaves the stretches of work that have begun and not ended, and goes on in others: for works that take turns, each with stretches of its own. A stretch must end when its own
    /// work has its turn.
    /// </summary>
    /// <param name="scope">The innermost of those to go on in, as an earlier call returned it; none for a work that has begun none.</param>
    /// <returns>The innermost of those that were left.</returns>
    public abstract Scope? ExchangeScope(Scope? scope);

    /// <summary>A tensor of any content.</summary>
    public abstract Tensor Allocate(Shape shape, ElementType type = ElementType.Float32);

    /// <summary>A tensor with these float32 values.</summary>
    public abstract Tensor Upload(ReadOnlySpan<float> values, Shape shape);

    /// <summary>A tensor with these int32 values.</summary>
    public abstract Tensor Upload(ReadOnlySpan<int> values, Shape shape);

    /// <summary>
    /// Normally distributed numbers of the noise source that imitates a GPU, if the device draws them by itself: part of a tensor that is drawn in the order
    /// [all, channels, height, width], bit for bit those of the source on the processor.
    /// </summary>
    /// <param name="shape">[batch, height, width, channels]</param>
    /// <param name="seed">The source's seed.</param>
    /// <param name="tensor">How many tensors the source has drawn before.</param>
    /// <param name="first">The element, in the order of drawing, that the batch begins with; together up to 2^31 - 1.</param>
    /// <returns>Floats in this shape; none where a device does not offer it.</returns>
    public virtual Tensor? DrawNoise(Shape shape, ulong seed, ulong tensor, long first) => null;

    /// <summary>Waits, and copies a float32 tensor to the host.</summary>
    public abstract void Download(Tensor source, Span<float> destination);

    /// <summary>Waits, and tells whether no element is infinite or not a number.</summary>
    public abstract bool IsFinite(Tensor x);

    /// <summary>Prepares y = x W^T + b.</summary>
    /// <param name="name">The place in the checkpoint.</param>
    /// <param name="weight">[outputs, inputs], or [2 * outputs, inputs] when gated: values, then gates. A 1x1 convolution's trailing extents of 1 are accepted.</param>
    /// <param name="bias">As many as the matrix has rows, or none.</param>
    /// <param name="gated">Whether y = values * gelu(gates).</param>
    public abstract LinearWeights PrepareLinear(string name, HostTensor weight, HostTensor? bias, bool gated = false);

    /// <summary>Prepares what <see cref="SelfAttention"/> makes queries, keys and values with: three matrices, or one where a device gains by it.</summary>
    /// <param name="queries">As for <see cref="PrepareLinear"/>.</param>
    /// <param name="keys">Likewise.</param>
    /// <param name="values">Likewise.</param>
    public virtual ProjectionWeights PrepareProjections(in Projection queries, in Projection keys, in Projection values) => new(
        PrepareLinear(queries.Name, queries.Weight, queries.Bias),
        PrepareLinear(keys.Name, keys.Weight, keys.Bias),
        PrepareLinear(values.Name, values.Weight, values.Bias));

    /// <summary>Prepares a convolution.</summary>
    /// <param name="name">The place in the checkpoint.</param>
    /// <param name="weight">[outputs, inputs, kernel, kernel]</param>
    /// <param name="bias">[outputs]</param>
    /// <param name="stride">1 or 2</param>
    /// <param name="padBefore">Zeros above and left.</param>
    /// <param name="padAfter">Zeros below and right.</param>
    /// <param name="followsUpsampling">Whether it will be used by <see cref="UpsampleAndConvolve"/>.</param>
    public abstract ConvolutionWeights PrepareConvolution(
        string name, HostTensor weight, HostTensor? bias, int stride, int padBefore, int padAfter, bool followsUpsampling = false);

    /// <summary>Prepares scale and shift, [channels] each.</summary>
    public abstract NormWeights PrepareNorm(string name, HostTensor scale, HostTensor shift);

    /// <summary>Prepares rows to look up, [rows, width].</summary>
    public abstract TableWeights PrepareTable(string name, HostTensor rows);

    /// <summary>Does work that prepares weights.</summary>
    /// <param name="prepare">The work.</param>
    /// <returns>Gives all these weights back when it is disposed; none where a device holds weights until its end.</returns>
    public virtual IDisposable? PrepareTogether(Action prepare)
    {
        ArgumentNullException.ThrowIfNull(prepare);
        prepare();
        return null;
    }

    /// <summary>activation(x W^T + b + shift) + residual</summary>
    /// <param name="x">[batch, …, inputs]</param>
    /// <param name="weights">The matrix.</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <returns>[batch, …, outputs]</returns>
    public abstract Tensor Linear(Tensor x, LinearWeights weights, in Epilogue epilogue = default);

    /// <summary>activation(x * K + b + shift) + residual</summary>
    /// <param name="x">[batch, height, width, inputs]</param>
    /// <param name="weights">The kernel.</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <param name="halo">Of a band: which of its rows belong to its neighbours. See <see cref="ConvolutionShape.BandUnit"/>.</param>
    /// <returns>[batch, height', width', outputs]</returns>
    public abstract Tensor Convolve(Tensor x, ConvolutionWeights weights, in Epilogue epilogue = default, Halo halo = Halo.None);

    /// <summary><see cref="Upsample"/>, then <see cref="Convolve"/>, as one where a device can.</summary>
    /// <param name="x">[batch, h, w, inputs]</param>
    /// <param name="height">Rows of the upsampled map.</param>
    /// <param name="width">Its columns.</param>
    /// <param name="weights">A kernel prepared for this.</param>
    /// <param name="epilogue">What is done to the sums.</param>
    /// <returns>[batch, height, width, outputs]</returns>
    public virtual Tensor UpsampleAndConvolve(Tensor x, int height, int width, ConvolutionWeights weights, in Epilogue epilogue = default)
    {
        using Tensor upsampled = Upsample(x, height, width);
        return Convolve(upsampled, weights, epilogue);
    }

    /// <summary>Does once what every convolution with these weights would do to them, for many calls in a row. Costs memory until the result is disposed.</summary>
    public abstract IDisposable KeepReady(ConvolutionWeights weights);

    /// <summary>softmax(q k^T / sqrt(d)) v for each head, d = width / heads. Never stores a tokens x tokens matrix.</summary>
    /// <param name="queries">[batch, tokens, heads * d]</param>
    /// <param name="keys">[batch, others, heads * d]</param>
    /// <param name="values">[batch, others, heads * d]</param>
    /// <param name="heads">1 or more</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    /// <returns>[batch, tokens, heads * d]</returns>
    public abstract Tensor Attention(Tensor queries, Tensor keys, Tensor values, int heads, bool causal = false);

    /// <summary><see cref="Attention"/> of tokens to themselves. An <see cref="Observer"/> is told of queries, keys and values, each by its name.</summary>
    /// <param name="x">[batch, tokens, inputs]</param>
    /// <param name="weights">What makes queries, keys and values of it.</param>
    /// <param name="heads">1 or more</param>
    /// <param name="causal">Whether a token sees only itself and those before it.</param>
    /// <returns>[batch, tokens, heads * d]</returns>
    public virtual Tensor SelfAttention(Tensor x, ProjectionWeights weights, int heads, bool causal = false)
    {
        using Scope scope = BeginScope();

        return scope.Keep(Attention(Linear(x, weights.Queries), Linear(x, weights.Keys), Linear(x, weights.Values), heads, causal));
    }

    /// <summary>activation((x - mean) / sqrt(variance + epsilon) * scale + shift), mean and variance over a sample's pixels and a group's channels.</summary>
    /// <param name="x">[batch, …, channels]</param>
    /// <param name="weights">Scale and shift.</param>
    /// <param name="groups">Divides the channels.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <param name="activation">The formula applied.</param>
    /// <returns>The shape of x.</returns>
    public abstract Tensor GroupNorm(Tensor x, NormWeights weights, int groups, float epsilon, Activation activation = Activation.None);

    /// <summary>What a <see cref="GroupNorm"/> finds out about a map that lies in bands: the same numbers as of the whole map.</summary>
    /// <param name="bands">[batch, rows, width, channels] each, from above.</param>
    /// <param name="weights">Scale and shift.</param>
    /// <param name="groups">Divides the channels.</param>
    /// <param name="epsilon">Above 0.</param>
    /// <returns>For <see cref="Normalize"/>; only the device knows its form.</returns>
    public abstract Tensor MeasureGroups(ReadOnlySpan<Tensor> bands, NormWeights weights, int groups, float epsilon);

    /// <summary>The second half of <see cref="GroupNorm"/>: some rows of a measured map, normalised and put together.</summary>
    /// <param name="rows">[rows, width, channels] each, from above, of a single sample; or one tensor of the measured map's batch.</param>
    /// <param name="measured">What <see cref="MeasureGroups"/> found.</param>
    /// <param name="weights">Scale and shift.</param>
    /// <param name="activation">The formula applied.</param>
    /// <returns>[all rows, width, channels]; of a single tensor, its shape.</returns>
    public abstract Tensor Normalize(ReadOnlySpan<Tensor> rows, Tensor measured, NormWeights weights, Activation activation);

    /// <summary>(x - mean) / sqrt(variance + epsilon) * scale + shift, mean and variance over the innermost extent.</summary>
    public abstract Tensor LayerNorm(Tensor x, NormWeights weights, float epsilon);

    /// <summary>The formula applied to every element.</summary>
    public abstract Tensor Activate(Tensor x, Activation activation);

    /// <summary>a x + b y</summary>
    public abstract Tensor Combine(float a, Tensor x, float b, Tensor y);

    /// <summary>Guidance, u + scale (c - u), of a batch that holds u in its first half and c in its second.</summary>
    /// <param name="both">[2 * batch, …]</param>
    /// <param name="scale">How far beyond u.</param>
    /// <returns>[batch, …]</returns>
    public abstract Tensor Guide(Tensor both, float scale);

    /// <summary>The nearest pixel, at floor(i * in / out).</summary>
    /// <param name="x">[batch, h, w, channels]</param>
    /// <param name="height">Rows that come out.</param>
    /// <param name="width">Columns that come out.</param>
    /// <returns>[batch, height, width, channels]</returns>
    public abstract Tensor Upsample(Tensor x, int height, int width);

    /// <summary>Side by side along the innermost extent.</summary>
    /// <param name="x">[…, m]</param>
    /// <param name="y">[…, n]</param>
    /// <returns>[…, m + n]</returns>
    public abstract Tensor Concatenate(Tensor x, Tensor y);

    /// <summary>One after the other along the outermost extent.</summary>
    public abstract Tensor Stack(params ReadOnlySpan<Tensor> parts);

    /// <summary>
    /// Finds tokens of a map that say nearly the same, Bolya and Hoffman 2023, arXiv:2303.17604. One token of each 2x2 patch, the
    /// (column + 2 row) mod 4th of the patch at (row, column), may take others in; of all others, those go whose cosine with the nearest of these is greatest.
    /// Equal cosines: the first.
    /// </summary>
    /// <param name="x">[batch, height * width, channels]</param>
    /// <param name="width">Columns of the map.</param>
    /// <param name="count">Tokens that are to be left: as many as the map has patches, up to all.</param>
    /// <returns>[batch, height * width], int32: the row, 0 to count - 1, that each token is to be merged into. Rows are in the order of the tokens that stay.</returns>
    public abstract Tensor MatchTokens(Tensor x, int width, int count);

    /// <summary>The mean of the tokens of each row, in the order of tokens; zeros where a row has none.</summary>
    /// <param name="x">[batch, tokens, channels]</param>
    /// <param name="rows">[batch, tokens], int32: the row of each, 0 to count - 1.</param>
    /// <param name="count">Rows that come out.</param>
    /// <returns>[batch, count, channels]</returns>
    public abstract Tensor MergeTokens(Tensor x, Tensor rows, int count);

    /// <summary>Gives each token its row's numbers, and adds a residual: z[token] = y[rows[token]] + residual[token].</summary>
    /// <param name="y">[batch, count, channels]</param>
    /// <param name="rows">[batch, tokens], int32, each 0 to count - 1.</param>
    /// <param name="residual">[batch, tokens, channels]</param>
    /// <returns>[batch, tokens, channels]</returns>
    public abstract Tensor SpreadTokens(Tensor y, Tensor rows, Tensor residual);

    /// <summary>tokens[id] + positions[place]</summary>
    /// <param name="ids">[batch, places], int32, each below the table's rows.</param>
    /// <param name="tokens">[vocabulary, width]</param>
    /// <param name="positions">[places or more, width]</param>
    /// <returns>[batch, places, width]</returns>
    public abstract Tensor Embed(Tensor ids, TableWeights tokens, TableWeights positions);

    /// <summary>Work that will be done many times on tensors of the same shapes, such as a network in a run's steps; a device may record it.</summary>
    /// <param name="work">Makes a tensor of others by operations of this device alone: it neither uploads nor waits.</param>
    public virtual RepeatedWork Repeat(Func<IReadOnlyList<Tensor>, Tensor> work) => new(work);

    /// <summary>Whether the last bits of a sample's results depend on how many others are computed with it: where kernels are chosen by the size of the whole batch.</summary>
    public virtual bool BatchesMix => false;

    /// <summary>Bytes that activations should stay below where large maps can be computed in bands; those of one device are faster whole than another's.</summary>
    public virtual long BandMemory => DefaultBandMemory;

    /// <summary>The most bytes of activations that were held at once, and the bytes of prepared weights held now.</summary>
    public abstract (long Activations, long Weights) Memory { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Gives threads and memory back.</summary>
    protected abstract void Dispose(bool disposing);
}
