using Cloakroom.Hosting;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Cloakroom.Control;

/// <summary>Writes two sessions and reads them back crosswise through the real store, at start and from then on (invariant I12).</summary>
/// <remarks>
/// It goes past the near cache on purpose. Its two sessions are anonymous, live an hour and are renewed, so that it leaves few rows behind.
/// </remarks>
internal sealed class Canary(
    ICloakroomStore store,
    StoreCalls calls,
    RecordSeal seal,
    MixupJournal journal,
    CanaryGate gate,
    IOptions<CloakroomOptions> options,
    TimeProvider time,
    ILogger<Canary> logger) : BackgroundService
{
    /// <summary>A store that is wrong now and then must not reopen sign-in between two lies.</summary>
    private const int RightsToReopen = 3;
    private static readonly TimeSpan BirdLifetime = TimeSpan.FromHours(1);

    private readonly SemaphoreSlim _running = new(1, 1);
    private Bird? _first;
    private Bird? _second;
    private int _rightInRow;
    private CanaryRun? _lastRun;

    /// <summary>Null before the first.</summary>
    public CanaryRun? LastRun { get => Volatile.Read(ref _lastRun); private set => Volatile.Write(ref _lastRun, value); }

    public CanaryResult LastResult => LastRun?.Result ?? CanaryResult.NotRun;

    /// <summary>Runs once.</summary>
    public async Task<CanaryResult> RunAsync(CancellationToken cancellationToken)
    {
        await _running.WaitAsync(cancellationToken);
        try
        {
            var result = await ProbeAsync(cancellationToken);
            LastRun = new CanaryRun(result, time.GetUtcNow().TruncateToMilliseconds());
            return result;
        }
        finally
        {
            _running.Release();
        }
    }

    public override void Dispose()
    {
        _running.Dispose();
        base.Dispose();
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) =>
        options.Value.Canary.Enabled ? PeriodicWork.RunAsync(time, options.Value.Canary.Interval, RunAsync, stoppingToken) : Task.CompletedTask;

    private async Task<CanaryResult> ProbeAsync(CancellationToken cancellationToken)
    {
        string? wrong;
        try
        {
            wrong = await FindWrongAsync(cancellationToken);
        }
        catch (CloakroomException e)
        {
            Log.CanaryUnavailable(logger, e.Message);
            return CanaryResult.Unavailable;
        }

        if (wrong is null)
        {
            if (!gate.IsSignInAllowed && ++_rightInRow >= RightsToReopen)
            {
                gate.Open();
                Log.CanaryRecovered(logger);
            }

            return CanaryResult.Right;
        }

        _rightInRow = 0;
        _first = _second = null;
        // Closed before it is reported: the report itself goes to the store that is under suspicion.
        if (journal.RuleFor(MixupKind.Canary) == RuleMode.Enforce)
            gate.Close();
        await journal.ReportAsync(MixupKind.Canary, MixupParty.Unknown, MixupParty.Unknown, "", wrong);
        return CanaryResult.Wrong;
    }

    /// <returns>What was wrong, in words; null when all was right.</returns>
    private async Task<string?> FindWrongAsync(CancellationToken cancellationToken)
    {
        (_first, var wrong) = await RenewAsync(_first, cancellationToken);
        if (wrong is not null)
            return wrong;
        (_second, wrong) = await RenewAsync(_second, cancellationToken);
        if (wrong is not null)
            return wrong;

        return await FindWrongAsync(_first!, _second!, cancellationToken)
            ?? await FindWrongAsync(_second!, _first!, cancellationToken)
            ?? await FindWrongAboutAbsenceAsync(cancellationToken);
    }

    private async Task<string?> FindWrongAsync(Bird bird, Bird other, CancellationToken cancellationToken)
    {
        var key = bird.Record.Key;
        var stored = await calls.ReadAsync("canary", token => store.ReadAsync(key, token), cancellationToken);
        if (stored is null)
            return "A session that was just written is missing.";
        if (stored.Record.Key != key)
            return "The store answered one session's key with another record.";
        var status = seal.Open(stored.Record, bird.Secrets, out _, out var content);
        // A key ring that lags behind is this server's trouble; it is told apart from a store that mixes things up.
        if (status == SealStatus.KeyUnavailable)
            throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "The key ring lacks the canary's key.");
        if (status != SealStatus.Opened || !content.AsSpan().SequenceEqual(bird.Content))
            return "A session that was just written does not open, or not with what was written.";
        var crossed = new SecretPair { Token = bird.Secrets.Token, Binding = other.Secrets.Binding };
        if (stored.Record.Seal == SealKind.TokenAndBinding && seal.Open(stored.Record, crossed, out _, out _) != SealStatus.OtherBinding)
            return "A session opened with the binding of another.";
        var bindingKey = bird.Record.BindingKey;
        var found = await calls.ReadAsync("canary", token => store.FindByBindingAsync(bindingKey, token), cancellationToken);
        return found?.Key == key ? null : "A binding was not found, or was answered with another record.";
    }

    private async Task<string?> FindWrongAboutAbsenceAsync(CancellationToken cancellationToken)
    {
        var never = SecretPair.Create().TokenKey;
        var stored = await calls.ReadAsync("canary", token => store.ReadAsync(never, token), cancellationToken);
        return stored is null ? null : "The store answered a key that was never written.";
    }

    private async Task<(Bird? Bird, string? Wrong)> RenewAsync(Bird? bird, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow().TruncateToMilliseconds();
        var content = new SessionContent(null, SessionDataSet.Empty).Serialize(int.MaxValue);
        // Fresh bytes each time, so that a stale answer is as wrong as a foreign one.
        content = [.. content, .. System.Security.Cryptography.RandomNumberGenerator.GetBytes(16)];
        if (bird is not null && now < bird.Record.ExpiresAt - (BirdLifetime / 2))
        {
            var next = RecordSeal.Reseal(bird.Record with { Generation = bird.Record.Generation + 1 }, bird.Columns, bird.Secrets, content);
            var write = await calls.WriteAsync("canary", token => store.WriteAsync(next, bird.Record.Generation, token), cancellationToken);
            if (write.Status == WriteStatus.Written)
                return (bird with { Record = next, Content = content }, null);
        }

        var secrets = SecretPair.Create();
        var (record, columns) = seal.SealNew(
            new SessionRecord
            {
                Key = secrets.TokenKey,
                BindingKey = secrets.BindingKey,
                Id = PublicId.Create(),
                Seal = options.Value.Rules.ForeignBinding == RuleMode.Enforce ? SealKind.TokenAndBinding : SealKind.TokenOnly,
                ClientLabel = "Cloakroom canary",
                CreatedAt = now,
                LastSeenAt = now,
                ExpiresAt = now + BirdLifetime,
                IdleTimeout = BirdLifetime,
            },
            secrets,
            content);
        var created = await calls.WriteAsync("canary", token => store.CreateAsync(record, SessionCreation.Plain, token), cancellationToken);
        return created.Status == WriteStatus.Written
            ? (new Bird(secrets, record, columns, content), null)
            : (null, "The store says that a freshly generated session key exists already.");
    }

    private sealed record Bird(SecretPair Secrets, SessionRecord Record, ColumnSeal Columns, byte[] Content);
}
