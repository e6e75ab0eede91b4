using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>The faults do what they say; what other tests conclude from them rests on it.</summary>
public sealed class FaultyStoreTests
{
    private static readonly SessionRecord Alice = SampleRecords.Create(1);
    private static readonly SessionRecord Bob = SampleRecords.Create(2, subject: "bob");

    private readonly FaultyStore _store = new(new InMemoryStore());

    private static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_NoFault_PassesThrough()
    {
        await Fill();

        (await ReadAsync(Alice)).Describe().ShouldBe(Alice.Describe());
        _store.Calls(StoreMethods.Create).ShouldBe(2);
        _store.Calls(StoreMethods.All).ShouldBe(3);
    }

    [Fact]
    public async Task On_ErrorSomeTimes_StrikesThoseOnly()
    {
        await Fill();
        _store.On(StoreMethods.Read, Fault.Error, times: 2, after: 1);

        await ReadAsync(Alice);
        await Should.ThrowAsync<CloakroomException>(() => ReadAsync(Alice));
        await Should.ThrowAsync<CloakroomException>(() => ReadAsync(Alice));
        await ReadAsync(Alice);
    }

    [Fact]
    public async Task On_Error_HasNotDoneItAndErrorAfterHas()
    {
        _store.On(StoreMethods.Create, Fault.ErrorAfter, times: 1).On(StoreMethods.Create, Fault.Error, times: 1);

        await Should.ThrowAsync<CloakroomException>(Fill);
        (await ReadAsync(Alice)).ShouldBeNull();
        await Should.ThrowAsync<CloakroomException>(Fill);
        (await ReadAsync(Alice)).ShouldNotBeNull();
    }

    [Fact]
    public async Task On_Hang_IgnoresTheToken()
    {
        using var cancelled = new CancellationTokenSource();
        _store.On(StoreMethods.Read, Fault.Hang);

        var call = _store.ReadAsync(Alice.Key, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        _store.Heal();

        await Task.Yield();
        call.IsCompleted.ShouldBeFalse();
        (await ReadAsync(Alice)).ShouldBeNull();
    }

    [Fact]
    public async Task On_DelayAndCancelled_EndAsCancellation()
    {
        using var cancelled = new CancellationTokenSource();
        _store.On(StoreMethods.Read, Fault.Delay(TimeSpan.FromHours(1)));
        var call = _store.ReadAsync(Alice.Key, cancelled.Token).AsTask();
        await cancelled.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => call);

        _store.On(StoreMethods.Read, Fault.Cancelled);
        await Should.ThrowAsync<OperationCanceledException>(() => ReadAsync(Alice));
    }

    [Fact]
    public async Task On_Gates_HoldTheCallOrItsAnswer()
    {
        var gate = new TaskCompletionSource();
        _store.On(StoreMethods.Create, Fault.Until(gate.Task), times: 1);
        var held = _store.CreateAsync(Alice, SessionCreation.Plain, Ct).AsTask();
        (await ReadAsync(Alice)).ShouldBeNull();
        gate.SetResult();
        await held;

        gate = new TaskCompletionSource();
        _store.On(StoreMethods.Create, Fault.AnswerAfter(gate.Task), times: 1);
        held = _store.CreateAsync(Bob, SessionCreation.Plain, Ct).AsTask();
        (await ReadAsync(Bob)).ShouldNotBeNull();
        held.IsCompleted.ShouldBeFalse();
        gate.SetResult();
        await held;
    }

    [Fact]
    public async Task On_WrongAndConstantRecord_AnswerEverybodyTheSame()
    {
        await Fill();
        _store.On(StoreMethods.Records, Fault.WrongRecord(of: Bob.Key));

        (await ReadAsync(Alice)).Describe().ShouldBe(Bob.Describe());
        (await _store.ReadAsync(SampleRecords.Key(99), Ct))!.Record.Describe().ShouldBe(Bob.Describe());
        (await _store.FindByBindingAsync(Alice.BindingKey, Ct)).Describe().ShouldBe(Bob.Describe());
        (await _store.ListAsync("alice", 9, Ct)).Single().Record.Describe().ShouldBe(Bob.Describe());

        _store.On(StoreMethods.Records, Fault.ConstantRecord(Alice));
        (await ReadAsync(Bob)).Describe().ShouldBe(Alice.Describe());

        _store.On(StoreMethods.Records, Fault.NoRecord);
        (await ReadAsync(Bob)).ShouldBeNull();
    }

    [Fact]
    public async Task On_TruncateAndOtherFormat_ChangeThatPartOnly()
    {
        await Fill();
        _store.On(StoreMethods.Read, Fault.OtherFormat(42), times: 1);
        _store.On(StoreMethods.Read, Fault.Truncate(RecordPart.ServerKey), times: 1);
        _store.On(StoreMethods.Read, Fault.Truncate(RecordPart.Mac, keep: 31), times: 1);
        _store.On(StoreMethods.Read, Fault.Truncate(RecordPart.Payload, keep: 5), times: 1);

        (await ReadAsync(Alice)).Describe().ShouldBe((Alice with { Payload = Alice.Payload[..5] }).Describe());
        (await ReadAsync(Alice)).Describe().ShouldBe((Alice with { Mac = Alice.Mac[..31] }).Describe());
        (await ReadAsync(Alice)).Describe().ShouldBe((Alice with { ServerKey = [] }).Describe());
        (await ReadAsync(Alice)).Describe().ShouldBe((Alice with { Format = 42 }).Describe());
    }

    private async Task Fill()
    {
        await _store.CreateAsync(Alice, SessionCreation.Plain, Ct);
        await _store.CreateAsync(Bob, SessionCreation.Plain, Ct);
    }

    private async Task<SessionRecord?> ReadAsync(SessionRecord record) => (await _store.ReadAsync(record.Key, Ct))?.Record;
}
