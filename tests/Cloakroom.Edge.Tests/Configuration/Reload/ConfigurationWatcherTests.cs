using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reload;
using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Configuration.Reload;

/// <summary>What the watcher makes of a file, by a clock that the test moves; which events it hears is <see cref="FileEventTests"/>.</summary>
public sealed class ConfigurationWatcherTests : IDisposable
{
    private readonly ManualClock _clock = new();
    private readonly WatchedFile _file;

    public ConfigurationWatcherTests() => _file = new WatchedFile(_clock);

    [Fact]
    public void Look_AtAChangedFile_AppliesIt()
    {
        _file.Write(WatchedFile.Json("two"));
        _file.LookNow();

        _file.Changes.ShouldBe(["two"]);
        _file.Watcher.Options.Cookies[0].Name.ShouldBe("two");
        _file.Log.Lines.ShouldBe(["Information: The configuration was read again and is in force."]);
    }

    [Fact]
    public void Look_WhileEventsStillCome_Waits()
    {
        _file.Write(WatchedFile.Json("two"));
        _file.Watcher.Touch();
        _clock.Advance(ConfigurationWatcher.Quiet / 2);
        _file.Watcher.Touch();
        _clock.Advance(ConfigurationWatcher.Quiet / 2);
        _file.Changes.ShouldBeEmpty();

        _clock.Advance(ConfigurationWatcher.Quiet / 2);

        _file.Changes.ShouldBe(["two"]);
    }

    [Fact]
    public void Look_WithoutAnyEvent_HappensAnyway()
    {
        _file.Write(WatchedFile.Json("two"));

        _clock.Advance(ConfigurationWatcher.LookInterval);

        _file.Changes.ShouldBe(["two"]);
    }

    [Fact]
    public void Look_AtTheSameContent_DoesNothing()
    {
        _file.Write(WatchedFile.Json("one"));
        _file.LookNow(3);

        _file.Changes.ShouldBeEmpty();
        _file.Log.Lines.ShouldBeEmpty();
    }

    [Fact]
    public void Look_AtABadFile_RefusesItWithAllErrorsAndKeepsTheOldOne()
    {
        _file.Write("""
            {
              "upstreams": [ { "url": "localhost" } ],
              "cookis": [ ]
            }
            """);
        _file.LookNow(3);

        _file.Changes.ShouldBeEmpty();
        _file.Watcher.Options.Cookies[0].Name.ShouldBe("one");
        _file.Log.Lines.ShouldBe(
        [
            "Error: The configuration was read again and refused; the one before stays in force. Errors: 2.",
            "Error: Configuration: edge.json:3: cookis: there is no such option. Did you mean cookies?",
            "Error: Configuration: edge.json:2: upstreams[0].url: 'localhost' is not an absolute http or https address. Write http://localhost.",
        ]);
    }

    [Fact]
    public void Look_AtAFileThatIsMendedAgain_AppliesIt()
    {
        _file.Write("{ \"cookies\": 1 }");
        _file.LookNow();
        _file.Write(WatchedFile.Json("two"));
        _file.LookNow();

        _file.Changes.ShouldBe(["two"]);
    }

    [Fact]
    public void Look_AtABadFileThatIsPutBack_SaysThatNothingDiffers()
    {
        _file.Write("{ \"cookies\": 1 }");
        _file.LookNow();
        _file.Write(WatchedFile.Json("one"));
        _file.LookNow();

        _file.Changes.ShouldBeEmpty();
        _file.Log.Lines.Last().ShouldBe("Information: The configuration was read again; nothing that is in force differs from it.");
    }

    [Fact]
    public void Look_AtAHalfWrittenFile_WaitsForTheRest()
    {
        var whole = WatchedFile.Json("two");
        _file.Write(whole[..20]);
        _file.LookNow(2);
        _file.Log.Lines.ShouldBeEmpty();

        _file.Write(whole);
        _file.LookNow();

        _file.Changes.ShouldBe(["two"]);
        _file.Log.Lines.ShouldNotContain(line => line.StartsWith("Error"));
    }

    [Fact]
    public void Look_AtAFileThatStaysBroken_SaysSoOnce()
    {
        _file.Write("{");
        _file.LookNow(20);

        _file.Log.Lines.Count.ShouldBe(2);
        _file.Log.Has("edge.json:1: not JSON: the file ends before everything that was opened is closed.").ShouldBeTrue();
    }

    [Fact]
    public void Look_AtAFileThatIsGoneForAMoment_SaysNothing()
    {
        File.Delete(_file.File);
        _file.LookNow(2);
        _file.Write(WatchedFile.Json("two"));
        _file.LookNow();

        _file.Changes.ShouldBe(["two"]);
        _file.Log.Lines.ShouldBe(["Information: The configuration was read again and is in force."]);
    }

    [Fact]
    public void Look_AtAFileThatStaysGone_SaysSoOnceAndKeepsTheOldOne()
    {
        File.Delete(_file.File);
        _file.LookNow(20);

        _file.Log.Lines.Count.ShouldBe(1);
        _file.Log.Has("cannot be read; the configuration stays as it was.").ShouldBeTrue();
        _file.Watcher.Options.Cookies[0].Name.ShouldBe("one");
    }

    [Fact]
    public void Look_AtChangesThatNeedARestart_SaysThemAndAppliesTheRest()
    {
        _file.Write(WatchedFile.Json("two", """, "listen": [ "http://127.0.0.1:1" ], "admin": { "listen": "" }, "store": { "inMemory": true }, "tls": null, "forwarding": { "drainTimeout": "00:00:01", "connectTimeout": "00:00:01" }"""));
        _file.LookNow();

        _file.Changes.ShouldBe(["two"]);
        _file.Watcher.Options.Listen.ShouldBe(["http://127.0.0.1:8080"]);
        _file.Watcher.Options.Admin.Listen.ShouldBe("http://127.0.0.1:8081");
        _file.Watcher.Options.Store.InMemory.ShouldBeFalse();
        _file.Watcher.Options.Forwarding.DrainTimeout.ShouldBe(TimeSpan.FromSeconds(30));
        _file.Watcher.Options.Forwarding.ConnectTimeout.ShouldBe(TimeSpan.FromSeconds(1));
        _file.Log.Lines.Where(line => line.Contains("takes a restart")).ShouldBe(
        [
            "Warning: listen has changed, which takes a restart; until then it stays as it was.",
            "Warning: forwarding.drainTimeout has changed, which takes a restart; until then it stays as it was.",
            "Warning: store has changed, which takes a restart; until then it stays as it was.",
            "Warning: admin has changed, which takes a restart; until then it stays as it was.",
        ]);
    }

    [Fact]
    public void Look_AtWarnings_LogsThem()
    {
        _file.Write(WatchedFile.Json("two", """, "adoption": { "until": "2020-01-01T00:00:00Z" }"""));
        _file.LookNow();

        _file.Changes.ShouldBe(["two"]);
        _file.Log.Has("Warning: Configuration: edge.json:1: adoption.until: 2020-01-01 00:00 +00:00 is past").ShouldBeTrue();
    }

    [Fact]
    public void Look_WhenAListenerThrows_KeepsTheOldOneAndGoesOn()
    {
        var fails = true;
        _file.Watcher.Changed += _ =>
        {
            if (fails)
                throw new InvalidOperationException("no");
        };
        _file.Write(WatchedFile.Json("two"));
        _file.LookNow();
        _file.Watcher.Options.Cookies[0].Name.ShouldBe("one");
        _file.Log.Has("could not be put in force; the one before stays.").ShouldBeTrue();

        fails = false;
        _file.Write(WatchedFile.Json("three"));
        _file.LookNow();

        _file.Watcher.Options.Cookies[0].Name.ShouldBe("three");
    }

    [Fact]
    public void Look_AtAFileBelowTheCommandLine_KeepsWhatThatSets()
    {
        using var file = new WatchedFile(_clock, sources: new EdgeSources { CommandLine = [new("--upstream", "Upstreams:0:Url", "http://127.0.0.1:9")] });
        file.Write(WatchedFile.Json("two"));
        file.LookNow();

        file.Changes.ShouldBe(["two"]);
        file.Watcher.Options.Upstreams.ShouldHaveSingleItem().Url.ShouldBe("http://127.0.0.1:9");
    }

    [Fact]
    public void Look_AfterItWasDisposed_DoesNothing()
    {
        _file.Write(WatchedFile.Json("two"));
        _file.Watcher.Touch();
        _file.Watcher.Dispose();
        _clock.Advance(ConfigurationWatcher.LookInterval);

        _file.Changes.ShouldBeEmpty();
    }

    public void Dispose() => _file.Dispose();
}
