using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>The contract of <see cref="ICloakroomStore"/>, sentence by sentence. Each store derives from it and so proves itself.</summary>
public abstract partial class StoreCompliance : IAsyncLifetime
{
    private protected ICloakroomStore Store { get; private set; } = null!;

    private protected StoreClock Clock { get; } = new();

    private protected static DateTimeOffset Now => SampleRecords.Start.AddMinutes(1);

    private protected static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = Build(Clock);
        await Store.OpenAsync(Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync(Store);
        GC.SuppressFinalize(this);
    }

    private protected abstract ICloakroomStore Build(TimeProvider time);

    private protected virtual ValueTask CloseAsync(ICloakroomStore store) => ValueTask.CompletedTask;

    private protected async Task<SessionRecord> CreateAsync(SessionRecord record)
    {
        (await Store.CreateAsync(record, SessionCreation.Plain, Ct)).Status.ShouldBe(WriteStatus.Written);
        return record;
    }

    private protected Task<SessionRecord> CreateAsync(int number, string? subject = "alice", DateTimeOffset? at = null) =>
        CreateAsync(SampleRecords.Create(number, subject, at: at));

    /// <summary>Creates a session and rotates it: 1 is superseded by 2.</summary>
    private protected async Task<(SessionRecord Old, SessionRecord New)> CreateRotatedAsync(int number, int successor)
    {
        var old = await CreateAsync(number);
        var next = old.Successor(successor);
        (await Store.RotateAsync(old.Key, 1, next, Now, Now.AddSeconds(30), Ct)).Status.ShouldBe(WriteStatus.Written);
        return (old, next);
    }

    private protected async Task<SessionRecord> ReadAsync(RecordKey key) => (await Store.ReadAsync(key, Ct)).ShouldNotBeNull().Record;

    private protected async Task<RecordStatus> StatusOf(SessionRecord record) => (await ReadAsync(record.Key)).Status;

    private protected async Task<long> RevisionAsync() => (await Store.ReadControlAsync(0, Ct)).Revision;

    private protected async Task<IReadOnlyList<ControlChange>> ChangesSince(long revision)
    {
        var snapshot = await Store.ReadControlAsync(revision, Ct);
        snapshot.IsPartial.ShouldBeFalse();
        return snapshot.Changes;
    }
}
