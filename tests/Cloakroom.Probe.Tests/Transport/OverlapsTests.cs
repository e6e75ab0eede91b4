using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Tests.Checks;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Transport;

public sealed class OverlapsTests
{
    private readonly Overlaps _overlaps = new();
    private readonly Dictionary<string, string[]> _kept = [];
    private readonly Account _alice = new("alice", new Dictionary<string, string>());
    private readonly Account _bob = new("bob", new Dictionary<string, string>());
    private readonly Account _carol = new("carol", new Dictionary<string, string>());

    [Fact]
    public void Leave_NobodyElseThere_KeepsAtOnce()
    {
        Leave(Enter(_alice), "sid=a; Path=/");
        Leave(Enter(_bob), "sid=a");

        _kept["alice"].ShouldBe(["sid=a; Path=/"]);
        _kept["bob"].ShouldBe(["sid=a"]);
    }

    [Fact]
    public void Leave_OtherUnderWayWithAnotherValue_KeepsWhenThatIsKnown()
    {
        var (alice, bob) = (Enter(_alice), Enter(_bob));

        Leave(alice, "sid=a");
        _kept.ShouldBeEmpty();
        Leave(bob, "sid=b");

        _kept["alice"].ShouldBe(["sid=a"]);
        _kept["bob"].ShouldBe(["sid=b"]);
    }

    [Fact]
    public void Leave_SeveralWithOneValue_KeepOnlyWhatIsTheirs()
    {
        var (alice, bob) = (Enter(_alice), Enter(_bob));
        Leave(alice, "sid=a; Path=/", "csrf=1");
        var carol = Enter(_carol);
        Leave(bob, "sid=a; HttpOnly", "csrf=2");
        Leave(carol, "sid=a");

        _kept["alice"].ShouldBe(["csrf=1"]);
        _kept["bob"].ShouldBe(["csrf=2"]);
        _kept["carol"].ShouldBeEmpty();
    }

    [Fact]
    public void Leave_OtherWhoseAnswerNobodySaw_KeepsNothing()
    {
        var (alice, bob, carol) = (Enter(_alice), Enter(_bob), Enter(_carol));

        Leave(alice, "sid=a");
        _overlaps.Leave(bob, null, _ => { });
        Leave(carol, "sid=c");

        _kept.ShouldBeEmpty();
    }

    [Fact]
    public void Leave_SeveralSignedOut_EachTakesItsCookieAway()
    {
        var (alice, bob) = (Enter(_alice), Enter(_bob));
        Leave(alice, "sid=; Max-Age=0", "gone=x; Max-Age=0");
        Leave(bob, "sid=; Max-Age=0", "gone=x; Max-Age=0");

        _kept["alice"].ShouldBe(["sid=; Max-Age=0", "gone=x; Max-Age=0"]);
        _kept["bob"].ShouldBe(["sid=; Max-Age=0", "gone=x; Max-Age=0"]);
    }

    [Fact]
    public void Leave_WhereSomebodyAlwaysAsks_LetsGoOfWhatIsClear()
    {
        var last = Enter(_alice);
        WeakReference? first = null;
        for (var i = 0; i < 10; i++)
            last = Next(last, i % 2 == 0 ? _bob : _alice, $"sid={i}");
        GC.Collect();

        first!.IsAlive.ShouldBeFalse();
        GC.KeepAlive(last);

        Overlaps.Visit Next(Overlaps.Visit before, Account account, string given)
        {
            var next = Enter(account);
            Leave(before, given);
            first ??= new WeakReference(before);
            return next;
        }
    }

    [Fact]
    public void Leave_OnesOwnUnderWay_IsNoDoubt()
    {
        var (first, second) = (Enter(_alice), Enter(_alice));

        Leave(first, "sid=a");
        _kept["alice"].ShouldBe(["sid=a"]);
        Leave(second, "sid=a");
        _kept["alice"].ShouldBe(["sid=a"]);
    }

    [Fact]
    public void Leave_OtherAtAnotherPath_IsNoDoubt()
    {
        var alice = Enter(_alice);
        Enter(_bob, "/other");

        Leave(alice, "sid=a");

        _kept["alice"].ShouldBe(["sid=a"]);
    }

    private Overlaps.Visit Enter(Account account, string path = "/x?q") => _overlaps.Enter(account, new Uri("http://site.test" + path));

    private void Leave(Overlaps.Visit visit, params string[] cookies)
    {
        var exchange = Exchanges.Of(visit.Account.Name, "/x", "", [.. cookies.Select(cookie => "Set-Cookie: " + cookie)]);
        _overlaps.Leave(visit, exchange, _ => _kept[visit.Account.Name] = [.. cookies.Where(cookie => !exchange.IsInDoubt(SetCookie.Parse(cookie)!))]);
    }
}
