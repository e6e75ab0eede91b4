using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Learning;
using Cloakroom.Probe.Tests.Checks;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Learning;

public sealed class SessionCookiesTests
{
    private readonly Account _alice = WithCookies("alice", "sid=alice-session", "theme=standard", "_ga=GA1.2.111", "csrf=alice-token", "lang=en");
    private readonly Account _bob = WithCookies("bob", "sid=bobs-session", "theme=standard", "_ga=GA1.2.222", "csrf=bobs-token", "lang=de");

    [Fact]
    public void Find_Jars_TakesNamesThatAreEachOnesOwn() =>
        SessionCookies.Find([_alice, _bob], new Dictionary<string, IReadOnlyList<Exchange>>()).ShouldBe(["sid", "csrf"]);

    [Fact]
    public void Find_SignIn_TakesThoseThatCameWithIt()
    {
        var signIns = new[] { _alice, _bob }.Select(account => account.Name).ToDictionary(who => who, who => (IReadOnlyList<Exchange>)[Exchanges.Of(who, "/login", "", $"Set-Cookie: sid={who}; HttpOnly")]);
        SessionCookies.Find([_alice, _bob], signIns).ShouldBe(["sid"]);
    }

    [Fact]
    public void Find_KnownWithoutWhichOneIsAnonymous_TakesThoseAlone()
    {
        var none = new Dictionary<string, IReadOnlyList<Exchange>>();
        SessionCookies.Find([_alice, _bob], none, new HashSet<string> { "csrf" }).ShouldBe(["csrf"]);
        SessionCookies.Find([_alice, _bob], none, new HashSet<string>()).ShouldBe(["sid", "csrf"]);
        SessionCookies.Find([_alice], none).ShouldBeEmpty();
    }

    private static Account WithCookies(string name, params string[] cookies)
    {
        var account = new Account(name, new Dictionary<string, string>());
        foreach (var cookie in cookies) account.Jar.Store(cookie + "; Path=/", new Uri("https://site.test/"));
        return account;
    }
}
