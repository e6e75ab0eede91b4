namespace Cloakroom.Edge.Tests.Guard;

/// <summary>Cookie headers that different parsers read differently. Whatever could be taken for a guarded cookie never reaches the application unsealed.</summary>
public sealed class CookieAmbiguityTests
{
    [Theory]
    [InlineData("SID=raw-value-0123456789")]
    [InlineData("%73id=raw-value-0123456789")]
    [InlineData("\"sid\"=raw-value-0123456789")]
    [InlineData("sid =raw-value-0123456789")]
    [InlineData(" sid=raw-value-0123456789")]
    [InlineData("sid[a]=raw-value-0123456789")]
    [InlineData("sid.0=raw-value-0123456789")]
    [InlineData("sidC1=raw-value-0123456789")]
    [InlineData("+sid=raw-value-0123456789")]
    [InlineData("a=\"x; sid=raw-value-0123456789; y\"")]
    [InlineData("a=b, sid=raw-value-0123456789")]
    [InlineData("$Version=1; a=\"b\",sid=\"raw-value-0123456789\"")]
    [InlineData("x@sid=raw-value-0123456789")]
    [InlineData("(sid=raw-value-0123456789")]
    [InlineData("x,sid=raw-value-0123456789")]
    [InlineData("x sid=raw-value-0123456789")]
    [InlineData("a=b\\sid=raw-value-0123456789")]
    [InlineData("a=b\tsid=raw-value-0123456789")]
    [InlineData("a=b\u00ffsid=raw-value-0123456789")]
    [InlineData("a=b sid =raw-value-0123456789")]
    [InlineData("a=1; secure sid=raw-value-0123456789")]
    [InlineData("\u00a0sid=raw-value-0123456789")]
    [InlineData("sid\u00a0=raw-value-0123456789")]
    [InlineData("sid%00x=raw-value-0123456789")]
    [InlineData("__host-cloakroom-edge=raw-value-0123456789")]
    [InlineData("cloakroom-edge=raw-value-0123456789")]
    [InlineData("=sid=raw-value-0123456789")]
    [InlineData("==sid=raw-value-0123456789")]
    [InlineData("= sid=raw-value-0123456789")]
    [InlineData("=SID=raw-value-0123456789")]
    [InlineData("=__Host-cloakroom-edge=raw-value-0123456789")]
    [InlineData("sid~2=raw-value-0123456789")]
    [InlineData("sid=~c1.raw-value-0123456789")]
    public async Task Lookalike_Unsealed_IsNotForwarded(string header)
    {
        var rig = new GuardRig();

        var answer = await rig.SendAsync("theme=dark; " + header, "GET", "/me");

        (answer.Reached!.CookieHeader ?? "").ShouldNotContain("raw-value");
        answer.Reached.Cookie("theme").ShouldBe("dark");
    }

    [Fact]
    public async Task Unsealed_GuardedCookieThatHidesASealedOne_IsNotForwarded()
    {
        var rig = new GuardRig(static options => options.Cookies.Add(new Cloakroom.Edge.Configuration.GuardedCookieOptions { Name = "csrf", Seal = false }));

        (await rig.SendAsync("csrf=a,sid=raw-value-0123456789", "GET", "/me")).Reached!.CookieHeader.ShouldBeNull();
        (await rig.SendAsync("csrf=token", "GET", "/me")).Reached!.CookieHeader.ShouldBe("csrf=token");
    }

    [Theory]
    [InlineData("connect_sid=raw-value-0123456789")]
    [InlineData("connect sid=raw-value-0123456789")]
    [InlineData("connect[sid=raw-value-0123456789")]
    public async Task Lookalike_AsPhpReadsNames_IsNotForwarded(string header)
    {
        var rig = new GuardRig(null, "connect.sid");

        (await rig.SendAsync(header, "GET", "/me")).Reached!.CookieHeader.ShouldBeNull();
    }

    [Theory]
    [InlineData("session=abc; consent=yes; sidebar=open; side=left; x")]
    [InlineData("_ga=GA1.2.3; prefs={\"a\":1}; t=a=b=c")]
    [InlineData("=nameless; =other=1; next=sid=1; sid")]
    public async Task OtherCookies_Honest_PassUntouched(string header)
    {
        var rig = new GuardRig();

        (await rig.SendAsync(header, "GET", "/me")).Reached!.CookieHeader.ShouldBe(header);
    }

    [Fact]
    public async Task SameName_HundredsOfTimes_OnlyTheOwnOneArrives()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=alice-0123456789abcdef; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        var planted = string.Join("; ", Enumerable.Range(0, 300).Select(i => $"sid=planted-{i}-0123456789"));

        var answer = await rig.SendAsync($"{planted}; {alice.Header}; {planted}", "GET", "/me");

        answer.Reached!.CookieHeader.ShouldBe("sid=alice-0123456789abcdef");
    }

    [Theory]
    [InlineData(3200, "sid=~c1*8.")]
    [InlineData(1600, "sid=~c1*2.")]
    [InlineData(4000, "sid~2=~c1+")]
    public async Task FirstChunks_Thousands_CostNoMoreThanTheirLength(int count, string chunk)
    {
        var rig = new GuardRig();
        var header = string.Join("; ", Enumerable.Repeat(chunk, count)) + "; sid~2=~c1+" + new string('A', 30_000);
        await rig.SendAsync("sid=~c1*8.", "GET", "/me");

        var before = GC.GetAllocatedBytesForCurrentThread();
        var answer = await rig.SendAsync(header, "GET", "/me");
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        answer.Reached!.CookieHeader.ShouldBeNull();
        allocated.ShouldBeLessThan(100 * header.Length);
    }

    [Fact]
    public async Task Chunks_AmidOthersFirstOnes_AreJoinedAllTheSame()
    {
        var id = "alice-" + new string('x', 6000);
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = $"sid={id}; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        alice.Cookies.Keys.ShouldContain("sid~2");
        rig.App = static (_, _) => { };

        var answer = await rig.SendAsync($"sid=~c1*3.planted; sid=~c1*2.planted; {alice.Header}; sid=~c1*8.planted", "GET", "/me");

        answer.Reached!.CookieHeader.ShouldBe($"sid={id}");
    }

    [Fact]
    public async Task TwoBindings_ThatDiffer_AreNobodys()
    {
        var rig = new GuardRig { App = static (_, headers) => headers.SetCookie = "sid=alice-0123456789abcdef; path=/" };
        var alice = rig.Browse();
        await alice.PostAsync("/login");
        rig.App = static (_, headers) => headers.SetCookie = "sid=bob-0123456789abcdef00; path=/";
        var bob = rig.Browse();
        await bob.PostAsync("/login");
        rig.App = static (_, _) => { };

        var answer = await rig.SendAsync($"{alice.Header}; __Host-cloakroom-edge={bob.Cookies["__Host-cloakroom-edge"]}", "GET", "/me");

        answer.Reached!.CookieHeader.ShouldBeNull();
    }

    /// <summary>Browsers send the value of a cookie without a name by itself: <c>=sid=x</c> comes back as <c>sid=x</c>.</summary>
    [Theory]
    [InlineData("=sid=raw-value-0123456789; Path=/")]
    [InlineData(" = sid=raw-value-0123456789")]
    [InlineData("=SID=raw-value-0123456789")]
    [InlineData("=__Host-cloakroom-edge=raw-value-0123456789")]
    public async Task SetCookie_NamelessThatComesBackAsAGuardedOne_DoesNotLeave(string line)
    {
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = line };

        (await rig.Browse().GetAsync("/me")).SetCookies.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("sid; Path=/")]
    [InlineData("sid")]
    [InlineData("; sid=x")]
    [InlineData("=")]
    [InlineData("")]
    public async Task SetCookie_Nameless_PassesUntouched(string line)
    {
        var rig = new GuardRig { App = (_, headers) => headers.SetCookie = line };

        (await rig.SendAsync(default, "GET", "/me")).SetCookies.ShouldBe([line]);
    }
}
