using Cloakroom.Cli;
using Cloakroom.Cli.Probe.Watch;
using Cloakroom.Journal;
using Cloakroom.Probe.Findings;
using Cloakroom.Probe.Tests.Reports;
using Cloakroom.Probe.Watching;
using Cloakroom.Replay.Faults;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Spectre.Console;

namespace Cloakroom.Probe.Tests.Watching;

/// <summary>What becomes of findings on their way into the store.</summary>
public sealed class FindingJournalTests
{
    private static readonly Uri Site = new("https://shop.example/");

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("foreign-marker", "foreign-owner", "probe:alice", "probe:bob")]
    [InlineData("wrong-identity", "foreign-owner", "probe:alice", "probe:bob")]
    [InlineData("foreign-cookie", "duplicate-issue", "probe:alice", "probe:bob")]
    [InlineData("cookie-on-cacheable", "cookie-on-cacheable", "probe:bob", null)]
    public void Of_EachCheck_HasItsKindAndParties(string check, string kind, string owner, string? presenter)
    {
        var finding = Sample.Rich().Findings[0] with { Check = check, Owner = "alice", Receiver = "bob", Route = "/account\n/x", Id = "abc123" };

        var mixup = FindingMixup.Of(finding, Site, TimeProvider.System.GetUtcNow());

        mixup.Kind.Code().ShouldBe(kind);
        (mixup.Owner.Subject, mixup.Presenter.Subject).ShouldBe((owner, presenter));
        mixup.IsByProbe().ShouldBeTrue();
        mixup.Disposition.ShouldBe(MixupDisposition.Exposed);
        mixup.Detail.ShouldStartWith("Finding abc123 at https://shop.example: ");
        mixup.Detail.ShouldContain(finding.Mechanism.Words);
        (mixup.Route + mixup.Detail).Any(char.IsControl).ShouldBeFalse();
        FindingMixup.TryRead(mixup, Site, out var id).ShouldBeTrue();
        id.ShouldBe("abc123");
        FindingMixup.TryRead(mixup, new Uri("https://other.example/"), out _).ShouldBeFalse();
        FindingMixup.TryRead(mixup with { Node = "web-1" }, Site, out _).ShouldBeFalse();
    }

    /// <summary>Probing goes on meanwhile, and what was found is written once when the store is there again.</summary>
    [Fact]
    public async Task Take_StoreDown_WaitsAndIsWrittenOnceLater()
    {
        var store = new DownStore(new InMemoryStore());
        using var telemetry = new Telemetry();
        var calls = new StoreCalls(Options.Create(new CloakroomOptions()), TimeProvider.System, telemetry, NullLogger<StoreCalls>.Instance);
        using var error = new StringWriter();
        var lines = new WatchLines(new Terminal(AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(TextWriter.Null) }), TextWriter.Null, TextWriter.Synchronized(error)), isJson: false);
        await using var journal = new FindingJournal(store, calls, telemetry, Site, null, lines, TimeProvider.System);
        await journal.StartAsync(new FindingLedger(TimeProvider.System));
        var report = Sample.Rich();

        store.IsDown = true;
        await journal.TakeAsync(new WatchRound(1, TimeProvider.System.GetUtcNow(), report) { Raised = [.. report.Findings.Where(finding => finding.Severity == Severity.Leak)] });
        var waiting = journal.Waiting;
        waiting.ShouldBeGreaterThan(0);
        error.ToString().ShouldContain("they wait");
        (await store.ReadMixupsAsync(default, 10, Ct)).ShouldBeEmpty();

        store.IsDown = false;
        await journal.StopAsync();
        (journal.Waiting, journal.Lost).ShouldBe((0, 0));
        (await store.ReadMixupsAsync(default, 10, Ct)).Count.ShouldBe(waiting);
    }

    private sealed class DownStore(ICloakroomStore inner) : StoreDecorator(inner)
    {
        public bool IsDown { get; set; }

        public override ValueTask<MixupPlace> AppendMixupAsync(Mixup mixup, CancellationToken cancellationToken) =>
            IsDown ? throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "Down.") : base.AppendMixupAsync(mixup, cancellationToken);
    }
}
