using Cloakroom.Control;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task Read_Missing_IsNull() => (await Store.ReadAsync(SampleRecords.Key(1), Ct)).ShouldBeNull();

    [Fact]
    public async Task Read_OneOfMany_IsThatOne()
    {
        for (var i = 0; i < 20; i++)
        {
            await CreateAsync(i, subject: "user" + i);
        }

        for (var i = 0; i < 20; i++)
        {
            (await ReadAsync(SampleRecords.Key(i))).Describe().ShouldBe(SampleRecords.Create(i, "user" + i).Describe());
        }
    }

    [Fact]
    public async Task Read_EpochsModeAndRevision_AreThoseInForce()
    {
        var record = await CreateAsync(1);
        await Store.AdvanceEpochAsync(EpochScope.All, null, SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "acme", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "acme", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "alice", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "acme", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "alice", SampleRecords.Entry(), Ct);
        await Store.SetModeAsync(new ModeState(CloakroomMode.ReadOnly, "operator", "drill", Now), Ct);

        var stored = (await Store.ReadAsync(record.Key, Ct)).ShouldNotBeNull();

        stored.Epochs.ShouldBe(new EpochStamp(1, 2, 1));
        stored.Record.Epochs.ShouldBe(default);
        stored.Mode.ShouldBe(CloakroomMode.ReadOnly);
        stored.Revision.ShouldBe(await RevisionAsync());
    }

    [Fact]
    public async Task Read_NoTenantOrSubject_EpochsOfThoseAreZero()
    {
        var record = await CreateAsync(SampleRecords.Create(1, subject: null, tenant: null));
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "", SampleRecords.Entry(), Ct);
        await Store.AdvanceEpochAsync(EpochScope.Subject, "", SampleRecords.Entry(), Ct);

        (await Store.ReadAsync(record.Key, Ct)).ShouldNotBeNull().Epochs.ShouldBe(default);
    }

    [Fact]
    public async Task Read_EndedRecords_AreThereWithTheirStatus()
    {
        var (old, _) = await CreateRotatedAsync(1, 2);
        var revoked = await CreateAsync(3);
        await Store.RevokeAsync(revoked.Key, Now, Ct);

        (await ReadAsync(old.Key)).Describe().ShouldBe(
            (old with { Status = RecordStatus.Superseded, EndedAt = Now, GraceUntil = Now.AddSeconds(30) }).Describe());
        (await ReadAsync(revoked.Key)).Describe().ShouldBe((revoked with { Status = RecordStatus.Revoked, EndedAt = Now }).Describe());
    }

    [Fact]
    public async Task FindByBinding_Missing_IsNull()
    {
        await CreateAsync(1);

        (await Store.FindByBindingAsync(SampleRecords.Binding(2), Ct)).ShouldBeNull();
        (await Store.FindByBindingAsync(SampleRecords.Key(1), Ct)).ShouldBeNull();
    }

    [Fact]
    public async Task FindByBinding_Several_IsTheNewestWhateverItsStatus()
    {
        var binding = SampleRecords.Binding(9);
        await CreateAsync(SampleRecords.Create(1, at: Now) with { BindingKey = binding });
        var newest = await CreateAsync(SampleRecords.Create(2, at: Now.AddSeconds(1)) with { BindingKey = binding });
        await CreateAsync(SampleRecords.Create(3, at: Now.AddSeconds(-1)) with { BindingKey = binding });
        await CreateAsync(SampleRecords.Create(4, at: Now.AddSeconds(2)));
        await Store.RevokeAsync(newest.Key, Now, Ct);

        var found = await Store.FindByBindingAsync(binding, Ct);

        found.Describe().ShouldBe((newest with { Status = RecordStatus.Revoked, EndedAt = Now }).Describe());
    }

    [Fact]
    public async Task FindByBinding_RotatedUnderOneBinding_IsTheSuccessor()
    {
        var old = await CreateAsync(1);
        var successor = old.Successor(2) with { BindingKey = old.BindingKey };
        await Store.RotateAsync(old.Key, 1, successor, Now, Now, Ct);

        (await Store.FindByBindingAsync(old.BindingKey, Ct)).Describe().ShouldBe(successor.Describe());
    }

    [Fact]
    public async Task List_RecordsOfSubject_AreTheLiveOnesNewestFirst()
    {
        var middle = await CreateAsync(1, at: SampleRecords.Start.AddSeconds(2));
        var oldest = await CreateAsync(2, at: SampleRecords.Start.AddSeconds(1));
        var newest = await CreateAsync(3, at: SampleRecords.Start.AddSeconds(3));
        await CreateAsync(4, subject: "bob");
        await CreateAsync(5, subject: null);
        var revoked = await CreateAsync(6);
        await Store.RevokeAsync(revoked.Key, Now, Ct);
        var (_, successor) = await CreateRotatedAsync(7, 8);

        var list = await Store.ListAsync("alice", 10, Ct);

        list.Select(s => s.Record.Describe()).ShouldBe(
            new[] { newest, middle, oldest, successor }.Select(r => r.Describe()));
    }

    [Fact]
    public async Task List_CreatedAtOneTime_LastOneInComesFirst()
    {
        var first = await CreateAsync(2);
        var second = await CreateAsync(1);

        (await Store.ListAsync("alice", 10, Ct)).Select(s => s.Record.Id).ShouldBe([second.Id, first.Id]);
    }

    [Fact]
    public async Task List_MoreThanMax_IsCutToTheNewest()
    {
        await CreateAsync(1, at: Now);
        var newest = await CreateAsync(2, at: Now.AddSeconds(1));

        (await Store.ListAsync("alice", 1, Ct)).Single().Record.Id.ShouldBe(newest.Id);
    }

    [Fact]
    public async Task List_ExpiredOrEndedByEpoch_AreListedWithEpochsInForce()
    {
        await CreateAsync(SampleRecords.Create(1) with { ExpiresAt = SampleRecords.Start.AddYears(-1) });
        await CreateAsync(SampleRecords.Create(2, tenant: "other"));
        await Store.AdvanceEpochAsync(EpochScope.Tenant, "other", SampleRecords.Entry(), Ct);
        await Store.SetModeAsync(new ModeState(CloakroomMode.SignInClosed, "operator", "drill", Now), Ct);

        var list = await Store.ListAsync("alice", 10, Ct);

        list.Select(s => s.Epochs).ShouldBe([new EpochStamp(0, 1, 0), default]);
        list.ShouldAllBe(s => s.Mode == CloakroomMode.SignInClosed);
        list[0].Revision.ShouldBe(await RevisionAsync());
    }

    [Fact]
    public async Task List_UnknownSubject_IsEmpty() => (await Store.ListAsync("nobody", 10, Ct)).ShouldBeEmpty();
}
