using Cloakroom.Control;
using Cloakroom.Sessions;
using FsCheck;
using FsCheck.Fluent;

namespace Cloakroom.Tests.Stores;

/// <summary>Any sequence of operations leaves every store in the state that <see cref="StoreModel"/> says.</summary>
public sealed class StoreModelTests
{
    private const int Keys = 6;
    private static readonly string?[] Subjects = ["alice", "bob", null];

    // Few values of everything, so that operations hit the same records.
    private static readonly Gen<Step> AnyStep =
        from what in Gen.Frequency(
            (4, Gen.Constant(What.Create)), (4, Gen.Constant(What.Write)), (3, Gen.Constant(What.Rotate)), (2, Gen.Constant(What.Touch)),
            (2, Gen.Constant(What.Revoke)), (1, Gen.Constant(What.RevokeById)), (1, Gen.Constant(What.Epoch)), (1, Gen.Constant(What.Mode)),
            (1, Gen.Constant(What.Mixup)), (1, Gen.Constant(What.Purge)), (1, Gen.Constant(What.Reopen)), (1, Gen.Constant(What.Crash)))
        from key in Gen.Choose(0, Keys - 1)
        from other in Gen.Choose(0, Keys - 1)
        from number in Gen.Choose(0, 11)
        from minutes in Gen.Choose(0, 90)
        select new Step(what, key, other, number, minutes);

    private static readonly Arbitrary<Step[]> AnySteps = Arb.From(AnyStep.ArrayOf().Resize(40), Shorter);

    private enum What
    {
        Create,
        Write,
        Rotate,
        Touch,
        Revoke,
        RevokeById,
        Epoch,
        Mode,
        Mixup,
        Purge,
        Reopen,
        Crash,
    }

    [Fact]
    public void InMemoryStore_AnySequence_IsAsTheModel() => Check(300, () => new MemorySubject());

    [Fact]
    public void SqliteStore_AnySequenceWithReopensAndCrashes_IsAsTheModel() => Check(100, () => new SqliteSubject());

    private static void Check(int runs, Func<ISubject> build) => FsCheck.Check.One(
        Config.QuickThrowOnFailure.WithMaxTest(runs).WithQuietOnSuccess(true),
        Prop.ForAll(AnySteps, steps => Task.Run(() => RunAsync(steps, build())).GetAwaiter().GetResult()));

    private static IEnumerable<Step[]> Shorter(Step[] steps)
    {
        for (var length = steps.Length / 2; length > 0; length /= 2)
        {
            for (var at = 0; at + length <= steps.Length; at += length)
            {
                yield return [.. steps[..at], .. steps[(at + length)..]];
            }
        }
    }

    private static async Task RunAsync(Step[] steps, ISubject subject)
    {
        await using (subject)
        {
            await subject.OpenAsync();
            var model = new StoreModel();
            foreach (var step in steps)
            {
                await StepAsync(step, subject, model);
                await CompareAsync(subject.Store, model);
            }
        }
    }

    private static async Task StepAsync(Step step, ISubject subject, StoreModel model)
    {
        var ct = CancellationToken.None;
        var store = subject.Store;
        var key = SampleRecords.Key(step.Key);
        var now = SampleRecords.Start.AddMinutes(step.Minutes);
        var since = (await store.ReadControlAsync(0, ct)).Revision;
        model.ChangedKeys.Clear();
        var extra = 0;
        switch (step.What)
        {
            case What.Create:
                // A few share a binding; some come with something to replace, some with a limit.
                var tenant = step.Number % 4 == 0 ? null : "acme";
                var owner = Subjects[step.Number % 3];
                var record = SampleRecords.Create(step.Key, owner, tenant, now) with
                {
                    BindingKey = SampleRecords.Binding(step.Other),
                    Epochs = model.EpochsOf(tenant, owner),
                };
                var creation = new SessionCreation(
                    step.Number % 3 == 1 ? SampleRecords.Key(step.Other) : null,
                    step.Number % 4 > 1 ? new SessionLimit(1 + (step.Number % 2), step.Number > 5) : null);
                await SameAsync(store.CreateAsync(record, creation, ct), model.Create(record, creation), store);
                break;
            case What.Write when model.Find(key) is { } current:
                var stale = step.Number % 4 == 0 ? 1 : 0;
                var written = current.Next("write " + step.Number) with { Status = RecordStatus.Live, EndedAt = null, GraceUntil = null };
                await SameAsync(
                    store.WriteAsync(written, current.Generation - stale, ct), model.Write(written, current.Generation - stale), store);
                break;
            case What.Rotate when model.Find(key) is { } current:
                var successor = current.Successor(step.Other) with { Status = RecordStatus.Live, EndedAt = null, GraceUntil = null };
                await SameAsync(
                    store.RotateAsync(key, current.Generation, successor, now, now.AddMinutes(1), ct),
                    model.Rotate(key, current.Generation, successor, now, now.AddMinutes(1)), store);
                break;
            case What.Write or What.Rotate:
                (await store.WriteAsync(SampleRecords.Create(step.Key).Next(), 1, ct)).Status.ShouldBe(WriteStatus.Gone);
                break;
            case What.Touch:
                var touch = new SessionTouch(key, 1 + (step.Number % 2), now, [(byte)step.Number]);
                await store.TouchAsync([touch], ct);
                model.Touch(touch);
                break;
            case What.Revoke:
                (await store.RevokeAsync(key, now, ct)).ShouldBe(model.Revoke(key, now));
                break;
            case What.RevokeById:
                var subjectName = Subjects[step.Number % 2]!;
                (await store.RevokeByIdAsync(subjectName, SampleRecords.Id(step.Key), now, ct))
                    .ShouldBe(model.Revoke(subjectName, SampleRecords.Id(step.Key), now));
                break;
            case What.Epoch:
                var scope = (EpochScope)(step.Number % 3);
                var name = scope switch { EpochScope.All => null, EpochScope.Tenant => "acme", _ => "alice" };
                await store.AdvanceEpochAsync(scope, name, SampleRecords.Entry(), ct);
                model.AdvanceEpoch(scope, name);
                extra = 1;
                break;
            case What.Mode:
                model.Mode = (CloakroomMode)(step.Number % 4);
                await store.SetModeAsync(new ModeState(model.Mode, "", "", now), ct);
                model.HistoryCount++;
                extra = 1;
                break;
            case What.Mixup:
                var mixup = new Cloakroom.Journal.Mixup { Id = "m" + step.Key, Kind = default, At = now, Disposition = default };
                await store.AppendMixupAsync(mixup, ct);
                model.Append(mixup);
                break;
            case What.Purge:
                var cutoffs = new PurgeCutoffs(
                    now.AddMinutes(30), now.AddMinutes(step.Number * 5), DateTimeOffset.UnixEpoch, now.AddMinutes(-step.Number), DateTimeOffset.UnixEpoch);
                (await store.PurgeAsync(cutoffs, ct)).ShouldBe(model.Purge(cutoffs));
                break;
            case What.Reopen:
                await subject.ReopenAsync();
                break;
            case What.Crash:
                await subject.CrashAsync();
                break;
        }

        var after = await subject.Store.ReadControlAsync(since, ct);
        after.Changes.Where(c => c.Kind == ControlChangeKind.Session).Select(c => c.Key).ShouldBe(model.ChangedKeys, ignoreOrder: true);
        (after.Revision - since).ShouldBe(model.ChangedKeys.Count + extra);
    }

    private static async Task SameAsync(ValueTask<StoreWrite> call, WriteStatus expected, ICloakroomStore store)
    {
        var write = await call;
        write.Status.ShouldBe(expected);
        write.Revision.ShouldBe(
            expected == WriteStatus.Written ? (await store.ReadControlAsync(0, CancellationToken.None)).Revision : 0);
    }

    private static async Task CompareAsync(ICloakroomStore store, StoreModel model)
    {
        var ct = CancellationToken.None;
        for (var i = 0; i < Keys; i++)
        {
            var stored = await store.ReadAsync(SampleRecords.Key(i), ct);
            var record = model.Find(SampleRecords.Key(i));
            (stored?.Record).Describe().ShouldBe(record.Describe());
            stored?.Epochs.ShouldBe(model.EpochsOf(record!.Tenant, record.Subject));
            stored?.Mode.ShouldBe(model.Mode);
            (await store.FindByBindingAsync(SampleRecords.Binding(i), ct)).Describe()
                .ShouldBe(model.FindByBinding(SampleRecords.Binding(i)).Describe());
        }

        foreach (var subject in Subjects.OfType<string>())
        {
            (await store.ListAsync(subject, 100, ct)).Select(s => s.Record.Describe())
                .ShouldBe(model.List(subject).Select(r => r.Describe()));
        }

        (await store.ReadEpochsAsync("acme", "alice", ct)).ShouldBe(model.EpochsOf("acme", "alice"));
        (await store.ReadHistoryAsync(100, ct)).Count.ShouldBe(model.HistoryCount);
        (await store.ReadMixupsAsync(DateTimeOffset.UnixEpoch, 100, ct)).ShouldBe(model.Mixups);
    }

    private sealed record Step(What What, int Key, int Other, int Number, int Minutes);

    private interface ISubject : IAsyncDisposable
    {
        ICloakroomStore Store { get; }

        Task OpenAsync();

        Task ReopenAsync();

        Task CrashAsync();
    }

    private sealed class MemorySubject : ISubject
    {
        public ICloakroomStore Store { get; } = new InMemoryStore(new StoreClock());

        public Task OpenAsync() => Task.CompletedTask;

        public Task ReopenAsync() => Task.CompletedTask;

        public Task CrashAsync() => Task.CompletedTask;

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private sealed class SqliteSubject : ISubject
    {
        private SqliteFile _file = new();
        private Cloakroom.Sqlite.SqliteStore? _store;

        public ICloakroomStore Store => _store!;

        public async Task OpenAsync() => _store = await _file.OpenAsync();

        public async Task ReopenAsync()
        {
            await _store!.DisposeAsync();
            await OpenAsync();
        }

        /// <summary>Goes on with what a process that is killed now would leave behind: the file and its log, nothing closed.</summary>
        public async Task CrashAsync()
        {
            var left = new SqliteFile();
            File.Copy(_file.Path, left.Path);
            File.Copy(_file.Path + "-wal", left.Path + "-wal");
            await DisposeAsync();
            _file = left;
            await OpenAsync();
        }

        public async ValueTask DisposeAsync()
        {
            await _store!.DisposeAsync();
            _file.Dispose();
        }
    }
}
