using Easel.Cuda.Driver;

namespace Easel.Cuda;

/// <summary>Which cards there are, or why there are none. Until it is disposed, the card whose memory was asked for stays open, so that a device opens it sooner.</summary>
public sealed class CardSurvey : IDisposable
{
    private readonly Func<Card, (long Free, long Total)> _memory;
    private readonly Action _close;

    /// <param name="cards">All.</param>
    /// <param name="memory">Tells a card's memory.</param>
    /// <param name="close">Closes what was opened for that.</param>
    internal CardSurvey(IReadOnlyList<Card> cards, Func<Card, (long Free, long Total)> memory, Action close)
    {
        Cards = cards;
        _memory = memory;
        _close = close;
    }

    /// <summary>Why there is no card at all, as a sentence; none if there are some.</summary>
    public string? Obstacle { get; private init; }

    /// <summary>Whether a driver is there that cannot be used: a machine without one, or without a card, is no trouble worth telling.</summary>
    public bool HasTrouble { get; private init; }

    /// <summary>The newest CUDA that the driver speaks: 12040 is 12.4; none without a driver.</summary>
    public int? DriverVersion { get; internal init; }

    /// <summary>All, in the driver's order.</summary>
    public IReadOnlyList<Card> Cards { get; }

    /// <summary>Looks for them.</summary>
    public static CardSurvey Take() => Take(() => new CudaDriver());

    /// <param name="load">Loads the driver.</param>
    internal static CardSurvey Take(Func<ICudaDriver> load)
    {
        try
        {
            ICudaDriver driver = load();
            OpenCard opened = new(driver);
            return new CardSurvey([.. Enumerable.Range(0, driver.CardCount).Select(card => Describe(driver, card))], opened.MemoryOf, opened.Close) { DriverVersion = driver.Version };
        }
        catch (CudaException exception)
        {
            return Without(exception);
        }
    }

    /// <summary>No card, and why.</summary>
    internal static CardSurvey Without(CudaException reason) => new([], _ => throw new InvalidOperationException("There is no card."), () => { })
    {
        Obstacle = reason.Message,
        HasTrouble = reason.Error is not (CudaError.NoDriver or CudaError.NoCard or CudaError.StubLibrary),
    };

    /// <summary>Bytes of a card's memory that are free, and all. Opens the card.</summary>
    /// <exception cref="CudaException">It cannot be opened.</exception>
    public (long Free, long Total) MemoryOf(Card card) => _memory(card);

    /// <inheritdoc/>
    public void Dispose() => _close();

    private static Card Describe(ICudaDriver driver, int index)
    {
        CardProperties properties = driver.Describe(index);
        return new Card(index, properties, CudaRequirements.Obstacle(index, properties));
    }

    /// <summary>The card that was last asked for.</summary>
    private sealed class OpenCard(ICudaDriver driver)
    {
        private int? _index;

        public (long Free, long Total) MemoryOf(Card card)
        {
            if (_index != card.Index)
            {
                Close();
                driver.OpenContext(card.Index);
                _index = card.Index;
            }

            return driver.MemoryInfo();
        }

        public void Close()
        {
            if (_index is not null)
            {
                _index = null;
                driver.CloseContext();
            }
        }
    }
}
