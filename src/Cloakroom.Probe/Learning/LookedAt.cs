using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Learning;

/// <summary>One page, as everybody got it. Answers without content are left out.</summary>
/// <param name="Page">Its name.</param>
/// <param name="Bodies">By account.</param>
/// <param name="Tokens">By account, one set for each body.</param>
internal sealed record LookedAt(string Page, IReadOnlyDictionary<string, List<ReadOnlyMemory<byte>>> Bodies, IReadOnlyDictionary<string, List<HashSet<string>>> Tokens)
{
    /// <summary>Those that got an answer, without anonymous visitors.</summary>
    public IReadOnlyList<string> Accounts { get; } = [.. Bodies.Keys.Where(who => who != Account.Anonymous)];

    public static LookedAt Of(string page, IReadOnlyList<Exchange> looks)
    {
        var bodies = new Dictionary<string, List<ReadOnlyMemory<byte>>>(StringComparer.Ordinal);
        var tokens = new Dictionary<string, List<HashSet<string>>>(StringComparer.Ordinal);
        foreach (var look in looks)
        {
            if (look.Body.IsEmpty || look.Failure is not null || look.BodyState == BodyState.Incomplete) continue;
            // An error page of an account tells nothing; that of anonymous visitors is what they get.
            if (!look.IsSuccess && look.Account != Account.Anonymous) continue;
            (bodies.TryGetValue(look.Account, out var ofOne) ? ofOne : bodies[look.Account] = []).Add(look.Body);
            (tokens.TryGetValue(look.Account, out var sets) ? sets : tokens[look.Account] = []).Add(PageTokens.Of(look));
        }

        return new LookedAt(page, bodies, tokens);
    }
}

/// <summary>By content.</summary>
internal sealed class BodyComparer : IEqualityComparer<ReadOnlyMemory<byte>>
{
    public static BodyComparer Instance { get; } = new();

    public bool Equals(ReadOnlyMemory<byte> x, ReadOnlyMemory<byte> y) => x.Span.SequenceEqual(y.Span);

    public int GetHashCode(ReadOnlyMemory<byte> obj)
    {
        var hash = new HashCode();
        hash.AddBytes(obj.Span);
        return hash.ToHashCode();
    }
}
