using System.Collections.Concurrent;

namespace Cloakroom.Probe.Accounts;

/// <summary>One account that the probe owns, in one browser: own cookies, own connections.</summary>
/// <param name="name">How reports call it, such as <c>alice</c>: never an address or another value of its own.</param>
/// <param name="values">What scenarios name in braces: user name, password, and whatever else the file has.</param>
/// <param name="time">For the jar.</param>
internal sealed class Account(string name, IReadOnlyDictionary<string, string> values, TimeProvider? time = null)
{
    /// <summary>Whoever is not signed in.</summary>
    public const string Anonymous = "anonymous";

    public string Name => name;

    public IReadOnlyDictionary<string, string> Values => values;

    /// <summary>What its sign-up and sign-in extracted, such as the session's CSRF token. Secret.</summary>
    public ConcurrentDictionary<string, string> Extracted { get; } = new(StringComparer.Ordinal);

    public CookieJar Jar { get; } = new(time);

    public bool IsAnonymous => name == Anonymous;

    /// <summary>The same account in another browser, with the cookies that this one has now.</summary>
    public Account WithItsCookies()
    {
        var other = new Account(name, values, time);
        foreach (var cookie in Jar.All) other.Jar.Add(cookie);
        return other;
    }

    /// <summary>A browser without an account.</summary>
    public static Account Nobody() => new(Anonymous, new Dictionary<string, string>());
}
