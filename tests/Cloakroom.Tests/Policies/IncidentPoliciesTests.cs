using Cloakroom.Control;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Policies;

/// <summary>Policies act at exactly their count, once, over any number of processes, whatever fails.</summary>
public sealed class IncidentPoliciesTests : IDisposable
{
    private const int Acted = 50;
    private const int Observed = 51;

    private readonly ManualClock _clock = new();
    private readonly FaultyStore _store;
    private readonly List<PolicyNode> _nodes = [];

    public IncidentPoliciesTests() => _store = new FaultyStore(new InMemoryStore(_clock));

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Exposed_OneFewerThanTheThreshold_DoesNothingAndThenActsOnce()
    {
        var node = Node(policies => (policies.Quarantine.Mode, policies.CloseSignIn.Mode, policies.CloseSignIn.Exposed) = (PolicyMode.Off, PolicyMode.Act, 3));
        await node.ReportAsync("ann");
        await node.ReportAsync("ben");
        await node.ReportAsync("ben", "another session of ben");
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Open);

        await node.ReportAsync("cleo");
        var state = await ModeAsync();
        state.Mode.ShouldBe(CloakroomMode.SignInClosed);
        state.Why.ShouldEndWith("3 exposed, 3 involved; threshold 3 exposed");
        state.By.ShouldBe($"cloakroom policy close-sign-in@{Environment.MachineName}");

        await node.ReportAsync("dan");
        (await ModeAsync()).ShouldBe(state);
        (await _store.ReadHistoryAsync(10, Ct)).ShouldHaveSingleItem();
        node.Log.ShouldBe([Acted]);
    }

    /// <summary>A test never closes a site, unless somebody wants it; and it holds back nobody's requests either.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Exposed_ByTheProbe_CountsOnlyWhereItIsWanted(bool isWanted)
    {
        var node = Node(policies =>
        {
            (policies.Close.Mode, policies.Close.Exposed) = (PolicyMode.Act, 2);
            policies.Close.CountsProbe = isWanted;
        });
        foreach (var account in new[] { "alice", "bob" })
        {
            await _store.AppendMixupAsync(
                new Mixup
                {
                    Id = PublicId.Create(),
                    Kind = MixupKind.ForeignOwner,
                    At = _clock.GetUtcNow(),
                    Disposition = MixupDisposition.Exposed,
                    Owner = new MixupParty("probe:" + account, null),
                    Node = "probe@web-1",
                },
                Ct);
        }

        await node.Policies.LookAsync();

        (await ModeAsync()).Mode.ShouldBe(isWanted ? CloakroomMode.Closed : CloakroomMode.Open);
        node.Policies.IsHeld(MixupKind.ForeignOwner).ShouldBeFalse();
    }

    [Fact]
    public async Task Defaults_ManyExposed_QuarantineActsAndOthersSayTheyWouldHave()
    {
        var node = Node(policies => policies.Quarantine.Kinds = [MixupKind.CrossFlow]);
        for (var i = 0; i < 101; i++) await node.ReportAsync($"user{i}");

        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Open);
        var actions = (await _store.ReadPolicyCasesAsync(Ct)).ShouldHaveSingleItem().Actions;
        actions.Select(action => (action.Policy, action.HasActed, action.ExposedOwners)).ShouldBe(
            [(Policy.CloseSignIn, false, 10), (Policy.ReadOnly, false, 25), (Policy.Close, false, 100)]);
        (await _store.ReadHistoryAsync(10, Ct)).Select(entry => entry.Action).ShouldBe(
            ["would have acted: close", "would have acted: read-only", "would have acted: close-sign-in"]);
        node.Log.ShouldBe([Observed, Observed, Observed]);
    }

    [Fact]
    public async Task Look_StoreThatNeverTakesAQuarantine_EndsAndSaysSo()
    {
        var stuck = System.Reflection.DispatchProxy.Create<ICloakroomStore, StuckStore>();
        ((StuckStore)(object)stuck).Inner = _store;
        using var node = new PolicyNode(stuck, _clock);

        await node.ReportAsync("ann");
        await node.Policies.LookAsync().WaitAsync(TimeSpan.FromSeconds(10), Ct);

        node.Policies.FailingSince.ShouldNotBeNull();
    }

    /// <summary>Whoever owns sessions can cause blocked mix-ups at will, and mix-ups between their own.</summary>
    [Fact]
    public async Task Defaults_WhatStrangersCanCause_DoesNothing()
    {
        var node = Node(policies => policies.CloseSignIn.Mode = policies.ReadOnly.Mode = policies.Close.Mode = PolicyMode.Act);
        for (var i = 0; i < 300; i++) await node.ReportAsync($"user{i}", rule: RuleMode.Enforce);
        for (var i = 0; i < 50; i++)
        {
            await node.Journal.ReportExposedAsync(MixupKind.ForeignBinding, new MixupParty("mallory", $"m{i}"), new MixupParty("mallory", "m"), "/", "");
            await node.Journal.ReportExposedAsync(MixupKind.CookieToStatic, new MixupParty($"user{i}", $"u{i}"), MixupParty.Unknown, $"/{i}", "");
            await node.Journal.ReportExposedAsync(MixupKind.Superseded, new MixupParty($"user{i}", $"u{i}"), MixupParty.Unknown, "/", "");
        }

        await node.Policies.LookAsync();
        (await _store.ReadHistoryAsync(10, Ct)).ShouldBeEmpty();
        node.Policies.IsHeld(MixupKind.ForeignBinding).ShouldBeFalse();
    }

    [Fact]
    public async Task Act_StricterModeInForce_IsNotLoosened()
    {
        await _store.SetModeAsync(new ModeState(CloakroomMode.Closed, "ann", "a leak", _clock.GetUtcNow()), Ct);
        var node = Node(policies => (policies.CloseSignIn.Mode, policies.CloseSignIn.Exposed) = (PolicyMode.Act, 1));

        await node.ReportAsync("ann");

        (await ModeAsync()).ShouldSatisfyAllConditions(state => state.Mode.ShouldBe(CloakroomMode.Closed), state => state.By.ShouldBe("ann"));
    }

    [Fact]
    public async Task Act_OperatorReopens_IsOverruledByANewThresholdOnly()
    {
        var node = Node(policies =>
        {
            policies.Quarantine.Mode = PolicyMode.Off;
            (policies.CloseSignIn.Mode, policies.CloseSignIn.Exposed) = (PolicyMode.Act, 1);
            (policies.Close.Mode, policies.Close.Exposed) = (PolicyMode.Act, 4);
        });
        await node.ReportAsync("ann");
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.SignInClosed);
        await _store.SetModeAsync(new ModeState(CloakroomMode.Open, "op", "looked at it", _clock.GetUtcNow()), Ct);

        await node.ReportAsync("ben");
        await node.ReportAsync("cleo");
        (await ModeAsync()).By.ShouldBe("op");
        using (var restarted = new PolicyNode(_store, _clock, policies => (policies.CloseSignIn.Mode, policies.CloseSignIn.Exposed) = (PolicyMode.Act, 1)))
            await restarted.Policies.LookAsync();
        (await ModeAsync()).By.ShouldBe("op");

        await node.ReportAsync("dan");
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Closed);
    }

    [Fact]
    public async Task Act_ChangedFromObserve_ActsOnTheIncidentThatIsOpen()
    {
        var node = Node(policies => (policies.Quarantine.Mode, policies.CloseSignIn.Exposed) = (PolicyMode.Off, 1));
        await node.ReportAsync("ann");
        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.Open);

        node.Settings.CloseSignIn.Mode = PolicyMode.Act;
        await node.Policies.LookAsync();

        (await ModeAsync()).Mode.ShouldBe(CloakroomMode.SignInClosed);
    }

    [Fact]
    public async Task Quarantine_FirstExposed_HoldsTheKindUntilTheIncidentIsClosed()
    {
        var (node, other) = (Node(), Node());

        (await node.ReportAsync("ann")).ShouldBeFalse("the one that is counted was served");
        (await node.ReportAsync("ann")).ShouldBeTrue();
        (await node.ReportAsync("ben")).ShouldBeTrue();
        node.Policies.IsHeld(MixupKind.CrossFlow).ShouldBeFalse();
        await other.Policies.LookAsync();
        (await other.ReportAsync("cleo")).ShouldBeTrue();

        var incident = (await _store.ReadIncidentsAsync(10, Ct)).ShouldHaveSingleItem();
        (incident.Mixups, incident.Exposed, incident.ExposedOwners).ShouldBe((4, 1, 1));
        await _store.CloseIncidentAsync(incident.Id, new IncidentClosing(_clock.GetUtcNow(), "op", "over"), Ct);
        await node.Policies.LookAsync();
        node.Policies.IsHeld(MixupKind.ForeignBinding).ShouldBeFalse();
    }

    [Fact]
    public async Task Quarantine_EachFurtherOwner_IsEndedOnce()
    {
        for (var i = 0; i < 5; i++) await _store.CreateAsync(SampleRecords.Create(i, $"user{i}"), SessionCreation.Plain, Ct);
        var node = Node(policies => policies.Quarantine.Exposed = 2);
        await node.ReportAsync("user0", SampleRecords.Id(0));
        (await StatusAsync(0)).ShouldBe(RecordStatus.Live, "one fewer than the threshold");

        await node.ReportAsync("user1", SampleRecords.Id(1));
        (await StatusAsync(0), await StatusAsync(1)).ShouldBe((RecordStatus.Revoked, RecordStatus.Revoked));
        await node.ReportAsync("user2", SampleRecords.Id(2));
        await node.Policies.LookAsync();

        (await StatusAsync(2), await StatusAsync(3), await StatusAsync(4)).ShouldBe((RecordStatus.Revoked, RecordStatus.Live, RecordStatus.Live));
        (await _store.ReadHistoryAsync(10, Ct)).Select(entry => entry.Action[..5]).ShouldBe(["conta", "conta", "quara"]);
    }

    [Fact]
    public async Task Quarantine_OwnerThatOnlyUsesTell_IsEndedAWhileLater()
    {
        var node = await NodeWithForeignUseAsync();
        await node.Policies.LookAsync();
        (await StatusAsync(1)).ShouldBe(RecordStatus.Live);

        _clock.Advance(TimeSpan.FromSeconds(5));
        await node.Policies.LookAsync();

        (await StatusAsync(1)).ShouldBe(RecordStatus.Revoked);
    }

    [Fact]
    public async Task Quarantine_ClockSetBackByAnHour_IsHeldUpForNoLongerThanOneThatGoesOn()
    {
        var node = await NodeWithForeignUseAsync();
        _clock.Step(-TimeSpan.FromHours(1));
        _clock.Advance(TimeSpan.FromSeconds(29));
        await node.Policies.LookAsync();
        (await StatusAsync(1)).ShouldBe(RecordStatus.Live);

        _clock.Advance(TimeSpan.FromSeconds(1));
        await node.Policies.LookAsync();

        (await StatusAsync(1)).ShouldBe(RecordStatus.Revoked);
    }

    [Theory]
    [InlineData(StoreMethods.ReadPolicies)]
    [InlineData(StoreMethods.WritePolicies)]
    [InlineData(StoreMethods.EndInvolved)]
    internal async Task Quarantine_StoreFailsInTheAct_IsDoneWhenItWorksAgain(StoreMethods failing)
    {
        await _store.CreateAsync(SampleRecords.Create(1, "ann"), SessionCreation.Plain, Ct);
        var node = Node();
        _store.On(failing, Fault.Error);

        await node.ReportAsync("ann", SampleRecords.Id(1));
        (await StatusAsync(1)).ShouldBe(RecordStatus.Live);
        node.Policies.FailingSince.ShouldNotBeNull();

        _store.Heal();
        await node.Policies.LookAsync();
        (await StatusAsync(1)).ShouldBe(RecordStatus.Revoked);
        node.Policies.FailingSince.ShouldBeNull();
    }

    /// <summary>A process that dies after its claim, or between two batches, leaves the rest to whoever looks next.</summary>
    [Fact]
    public async Task Quarantine_ProcessDiesAfterTheClaim_IsCompletedByAnother()
    {
        await _store.CreateAsync(SampleRecords.Create(1, "ann"), SessionCreation.Plain, Ct);
        var dying = Node();
        _store.On(StoreMethods.EndInvolved, Fault.Error);
        await dying.ReportAsync("ann", SampleRecords.Id(1));
        (await _store.ReadPolicyCasesAsync(Ct)).ShouldHaveSingleItem().Actions.ShouldHaveSingleItem().HasActed.ShouldBeTrue();
        _store.Heal();

        var another = Node();
        await another.Policies.StartAsync(Ct);
        await Eventually.TrueAsync(async () => await StatusAsync(1) == RecordStatus.Revoked);
        await another.Policies.StopAsync(Ct);

        another.Log.ShouldNotContain(Acted);
    }

    [Fact]
    public async Task Report_StoreHangsInTheAct_TheAnswerWaitsForTheJournalsBoundOnly()
    {
        var node = Node();
        _store.On(StoreMethods.WritePolicies, Fault.Hang);

        (await node.ReportAsync("ben", rule: RuleMode.Enforce)).ShouldBeTrue("blocked ones wait for nothing");
        var served = node.ReportAsync("ann");
        await Eventually.TrueAsync(() => _store.Calls(StoreMethods.WritePolicies) == 1);
        served.IsCompleted.ShouldBeFalse();
        _clock.Advance(TimeSpan.FromSeconds(1));

        (await served).ShouldBeFalse();
        node.Policies.IsHeld(MixupKind.ForeignBinding).ShouldBeTrue();
    }

    [Fact]
    public async Task Off_AllOfThem_AsksTheStoreNothing()
    {
        var node = Node(policies => policies.Quarantine.Mode = policies.CloseSignIn.Mode = policies.ReadOnly.Mode = policies.Close.Mode = PolicyMode.Off);

        await node.ReportAsync("ann");
        await node.Policies.LookAsync();

        _store.Calls(StoreMethods.ReadPolicies).ShouldBe(0);
    }

    [Fact]
    public async Task Act_FiftyReportersInTwoProcessesOnOneFile_IsOneActionOfEach()
    {
        using var file = new SqliteFile();
        await using var first = await file.OpenAsync(_clock, options => options.BusyTimeout = TimeSpan.FromSeconds(30));
        await using var second = await file.OpenAsync(_clock, options => options.BusyTimeout = TimeSpan.FromSeconds(30));
        for (var i = 0; i < 50; i++) await first.CreateAsync(SampleRecords.Create(i, $"user{i}"), SessionCreation.Plain, Ct);
        await first.CreateAsync(SampleRecords.Create(99, "innocent"), SessionCreation.Plain, Ct);
        static void Configure(IncidentPolicyOptions policies)
        {
            policies.Quarantine.Exposed = 20;
            (policies.CloseSignIn.Mode, policies.CloseSignIn.Exposed) = (PolicyMode.Act, 20);
            (policies.ReadOnly.Mode, policies.ReadOnly.Exposed) = (PolicyMode.Act, 51);
            policies.Close.Exposed = 20;
        }

        PolicyNode[] nodes = [new(first, _clock, Configure), new(second, _clock, Configure)];
        _nodes.AddRange(nodes);
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => nodes[i % 2].Journal.ReportExposedAsync(
            MixupKind.ForeignBinding, new MixupParty($"user{i}", SampleRecords.Id(i)), new MixupParty("mallory", "m"), "/", ""))));
        await nodes[0].Policies.LookAsync();

        var found = (await first.ReadPolicyCasesAsync(Ct)).ShouldHaveSingleItem();
        (found.Incident.ExposedOwners, found.Incident.Mixups).ShouldBe((50, 50));
        found.Actions.Select(action => (action.Policy, action.HasActed)).ShouldBe([(Policy.Quarantine, true), (Policy.CloseSignIn, true), (Policy.Close, false)], ignoreOrder: true);
        found.Actions.ShouldAllBe(action => action.ExposedOwners >= 20);
        nodes.Sum(node => node.Log.Count(id => id == Acted)).ShouldBe(2);
        nodes.Sum(node => node.Log.Count(id => id == Observed)).ShouldBe(1);
        var history = await second.ReadHistoryAsync(100, Ct);
        history.Count(entry => entry.Action == "mode SignInClosed").ShouldBe(1);
        history.Where(entry => entry.Action.StartsWith("contain", StringComparison.Ordinal)).Sum(entry => int.Parse(entry.Action.Split(": ")[1], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(50);
        for (var i = 0; i < 50; i++) (await second.ReadAsync(SampleRecords.Key(i), Ct))!.Record.Status.ShouldBe(RecordStatus.Revoked);
        (await second.ReadAsync(SampleRecords.Key(99), Ct))!.Record.Status.ShouldBe(RecordStatus.Live);
    }

    public void Dispose() => _nodes.ForEach(node => node.Dispose());

    private PolicyNode Node(Action<IncidentPolicyOptions>? configure = null)
    {
        var node = new PolicyNode(_store, _clock, configure);
        _nodes.Add(node);
        return node;
    }

    /// <summary>One that has reported a mix-up, while uses alone tell that session 1 is in foreign hands, too.</summary>
    private async Task<PolicyNode> NodeWithForeignUseAsync()
    {
        await _store.CreateAsync(SampleRecords.Create(1) with { Id = PublicId.OfBits(1) }, SessionCreation.Plain, Ct);
        var node = Node();
        await node.ReportAsync("ann");
        var at = _clock.GetUtcNow();
        await _store.AppendUsesAsync(1, [new Use(new UseKey(1, 9, UseRoute.Dynamic, IsForeign: true), at, at, 1, 0, [])], Ct);
        return node;
    }

    private async Task<ModeState> ModeAsync() => (await _store.ReadControlAsync(0, Ct)).Mode;

    private async Task<RecordStatus> StatusAsync(int number) => (await _store.ReadAsync(SampleRecords.Key(number), Ct))!.Record.Status;

#pragma warning disable CA1852 // It is derived from at run time.
    /// <summary>Answers every quarantine as if another process had come first.</summary>
    internal class StuckStore : System.Reflection.DispatchProxy
#pragma warning restore CA1852
    {
        public ICloakroomStore Inner { get; set; } = null!;

        protected override object? Invoke(System.Reflection.MethodInfo? targetMethod, object?[]? args) =>
            targetMethod!.Name == nameof(IPolicyStore.QuarantineAsync) ? default(ValueTask<SessionsEnded?>) : targetMethod.Invoke(Inner, args);
    }
}
