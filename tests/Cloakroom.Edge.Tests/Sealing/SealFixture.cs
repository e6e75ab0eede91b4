using Cloakroom.Edge.Sealing;
using Cloakroom.Tests.Hosting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Edge.Tests.Sealing;

/// <summary>One edge's sealing, on a clock that is moved by hand.</summary>
internal sealed class SealFixture : IDisposable
{
    public const string CookieName = "connect.sid";
    public const string Attributes = "Path=/; HttpOnly; SameSite=Lax";

    public SealFixture(ISealKeySource? source = null, ManualClock? clock = null, SubkeyLimits? limits = null, TimeSpan? patience = null)
    {
        Clock = clock ?? new ManualClock();
        Keys = new SealKeys(source ?? new InMemoryKeySource(), Clock, NullLogger<SealKeys>.Instance, limits, patience);
        Seal = new CookieSeal(Keys, Tagger);
        Bindings = new BindingCookie(Keys, Clock);
    }

    public ManualClock Clock { get; }

    public SealKeys Keys { get; }

    public Tagger Tagger { get; } = new([.. Enumerable.Range(0, Tagger.KeySize).Select(number => (byte)number)]);

    public CookieSeal Seal { get; }

    public BindingCookie Bindings { get; }

    public Binding NewBinding() => Binding.Create(Clock);

    public SealedCookie Content(string value = "s:aW5zaWRlIG9mIGEgc2Vzc2lvbg.c2lnbmF0dXJl") => new(value, Attributes, Revision: 7, WholeSecond());

    public string SealFor(Binding binding, string value = "s:aW5zaWRlIG9mIGEgc2Vzc2lvbg.c2lnbmF0dXJl") =>
        Seal.Seal(CookieName, binding, Content(value), isBound: true);

    public OpenOutcome Open(string text, Binding? binding, Binding? previous = null) =>
        Seal.TryOpen(CookieName, text, binding is { } current ? new BroughtBinding(current, previous) : null, out _, out _);

    public Tag TagOf(Binding binding) => Tagger.OfBinding(binding);

    public void Dispose() => Keys.Dispose();

    private DateTimeOffset WholeSecond() => DateTimeOffset.FromUnixTimeSeconds(Clock.GetUtcNow().ToUnixTimeSeconds());
}
