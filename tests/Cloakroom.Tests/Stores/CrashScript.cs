using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>What the crash writer does to each session, step by step, so that the test knows what must be there after any of them.</summary>
internal static class CrashScript
{
    public const int Workers = 8;
    public const int Steps = 4;
    private const int SuccessorOffset = 50_000_000;

    /// <summary>The number of a session: no two runs, workers or rounds share one.</summary>
    public static int Number(int run, int worker, int round) => (((run * Workers) + worker) * 100_000) + round;

    /// <summary>Runs one step against a store.</summary>
    public static async Task RunAsync(ICloakroomStore store, int number, int step, CancellationToken cancellationToken)
    {
        var record = Created(number);
        var done = step switch
        {
            1 => (await store.CreateAsync(record, SessionCreation.Plain, cancellationToken)).Status == WriteStatus.Written,
            2 => (await store.WriteAsync(record.Next(), 1, cancellationToken)).Status == WriteStatus.Written,
            3 => (await store.RotateAsync(record.Key, 2, Successor(number), EndedAt, EndedAt, cancellationToken)).Status == WriteStatus.Written,
            _ => await store.RevokeAsync(record.Key, EndedAt, cancellationToken),
        };
        if (!done)
        {
            throw new InvalidOperationException($"Step {step} of {number} was refused.");
        }
    }

    /// <summary>The two records of a session after so many steps.</summary>
    public static string Expected(int number, int steps)
    {
        var record = Created(number);
        var successor = Successor(number);
        var (old, next) = steps switch
        {
            0 => ((SessionRecord?)null, (SessionRecord?)null),
            1 => (record, null),
            2 => (record.Next(), null),
            3 => (record.Next() with { Status = RecordStatus.Superseded, EndedAt = EndedAt, GraceUntil = EndedAt }, successor),
            _ => (record.Next() with { Status = RecordStatus.Revoked, EndedAt = EndedAt },
                successor with { Status = RecordStatus.Revoked, EndedAt = EndedAt }),
        };
        return $"{old.Describe()} | {next.Describe()}";
    }

    public static async Task<string> ActualAsync(ICloakroomStore store, int number, CancellationToken cancellationToken)
    {
        var old = await store.ReadAsync(SampleRecords.Key(number), cancellationToken);
        var next = await store.ReadAsync(SampleRecords.Key(number + SuccessorOffset), cancellationToken);
        return $"{(old?.Record).Describe()} | {(next?.Record).Describe()}";
    }

    private static DateTimeOffset EndedAt => SampleRecords.Start.AddHours(1);

    private static SessionRecord Created(int number) => SampleRecords.Create(number, subject: "user" + number);

    private static SessionRecord Successor(int number) => Created(number).Next().Successor(number + SuccessorOffset);
}
