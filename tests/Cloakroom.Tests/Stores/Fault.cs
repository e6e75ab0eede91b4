using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>One way for a store to go wrong; <see cref="FaultyStore.On"/> says where and how often.</summary>
/// <remarks>Faults of records change what <see cref="StoreMethods.Records"/> answer and leave other members alone.</remarks>
internal sealed class Fault
{
    private Fault()
    {
    }

    /// <summary>Never completes, whatever the token says: a stuck disk or a half-open connection.</summary>
    public static Fault Hang { get; } = new() { Before = _ => new TaskCompletionSource().Task };

    /// <summary>Claims to have been cancelled although the caller has cancelled nothing.</summary>
    public static Fault Cancelled { get; } = new() { Before = _ => Task.FromException(new OperationCanceledException("Injected.")) };

    /// <summary>Fails without having done anything.</summary>
    public static Fault Error { get; } = Throw(new CloakroomException(CloakroomErrorCode.StoreUnavailable, "Injected failure."));

    /// <summary>Does it, and fails all the same: the answer got lost.</summary>
    public static Fault ErrorAfter { get; } = new()
    {
        After = _ => Task.FromException(new CloakroomException(CloakroomErrorCode.StoreUnavailable, "Injected failure after the fact.")),
    };

    /// <summary>Every key is missing.</summary>
    public static Fault NoRecord { get; } = new() { Record = (_, _) => ValueTask.FromResult<SessionRecord?>(null) };

    internal Func<CancellationToken, Task>? Before { get; private init; }

    internal Func<CancellationToken, Task>? After { get; private init; }

    internal Func<SessionRecord?, ICloakroomStore, ValueTask<SessionRecord?>>? Record { get; private init; }

    /// <summary>Fails with an exception of the test's choice (a driver's, say) without having done anything.</summary>
    public static Fault Throw(Exception exception) => new() { Before = _ => Task.FromException(exception) };

    /// <summary>Waits first, and gives up when the token says so.</summary>
    public static Fault Delay(TimeSpan delay, TimeProvider? time = null) =>
        new() { Before = ct => Task.Delay(delay, time ?? TimeProvider.System, ct) };

    /// <summary>Waits for a gate that the test opens, whatever the token says, then does it: for races in a chosen order.</summary>
    public static Fault Until(Task gate) => new() { Before = _ => gate };

    /// <summary>Does it, then holds the answer back until the test opens a gate.</summary>
    public static Fault AnswerAfter(Task gate) => new() { After = _ => gate };

    /// <summary>Answers every key with the record of another key, as it is then stored.</summary>
    public static Fault WrongRecord(RecordKey of) => new()
    {
        Record = async (_, inner) => (await inner.ReadAsync(of, CancellationToken.None))?.Record,
    };

    /// <summary>Answers every key with this very record.</summary>
    public static Fault ConstantRecord(SessionRecord record) => new() { Record = (_, _) => ValueTask.FromResult<SessionRecord?>(record) };

    /// <summary>Cuts a part of the record short.</summary>
    /// <param name="part">Which.</param>
    /// <param name="keep">How many bytes stay.</param>
    public static Fault Truncate(RecordPart part, int keep = 0) => Tamper(record => part switch
    {
        RecordPart.Payload => record with { Payload = Cut(record.Payload, keep) },
        RecordPart.Mac => record with { Mac = Cut(record.Mac, keep) },
        _ => record with { ServerKey = Cut(record.ServerKey, keep) },
    });

    /// <summary>Claims that the record has another layout.</summary>
    public static Fault OtherFormat(int format = 99) => Tamper(record => record with { Format = format });

    /// <summary>Changes the record as the test likes.</summary>
    public static Fault Tamper(Func<SessionRecord, SessionRecord> change) => new()
    {
        Record = (record, _) => ValueTask.FromResult(record is null ? null : change(record)),
    };

    private static byte[] Cut(byte[] bytes, int keep) => bytes[..Math.Min(keep, bytes.Length)];
}

/// <summary>What <see cref="Fault.Truncate"/> cuts.</summary>
internal enum RecordPart
{
    Payload,
    Mac,
    ServerKey,
}
