using Cloakroom.Sessions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Control;

internal sealed class CloakroomControl(ICloakroomStore store, StoreCalls calls, ControlFeed feed, TimeProvider time, ILogger<CloakroomControl> logger)
    : ICloakroomControl
{
    public async Task<ModeState> GetModeAsync(CancellationToken cancellationToken = default) =>
        (await calls.ReadAsync("read-control", token => store.ReadControlAsync(0, token), cancellationToken)).Mode;

    public async Task SetModeAsync(CloakroomMode mode, string by, string why, CancellationToken cancellationToken = default)
    {
        if (!Enum.IsDefined(mode))
            throw new ArgumentOutOfRangeException(nameof(mode), mode, "Not a mode.");
        RequireReason(by, why);
        var state = new ModeState(mode, by, why, Now());
        await calls.WriteAsync("set-mode", token => store.SetModeAsync(state, token), cancellationToken);
        await feed.ConfirmQuietlyAsync();
    }

    public Task RevokeAllAsync(string by, string why, CancellationToken cancellationToken = default) =>
        AdvanceAsync(EpochScope.All, null, "revoke all", by, why, cancellationToken);

    public Task RevokeTenantAsync(string tenant, string by, string why, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(tenant);
        return AdvanceAsync(EpochScope.Tenant, tenant, $"revoke tenant {tenant}", by, why, cancellationToken);
    }

    public Task RevokeSubjectAsync(string subject, string by, string why, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        return AdvanceAsync(EpochScope.Subject, subject, $"revoke subject {subject}", by, why, cancellationToken);
    }

    public async Task<IReadOnlyList<ControlEntry>> GetHistoryAsync(int max = 100, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(max);
        return await calls.ReadAsync("read-history", token => store.ReadHistoryAsync(max, token), cancellationToken);
    }

    private async Task AdvanceAsync(EpochScope scope, string? name, string action, string by, string why, CancellationToken cancellationToken)
    {
        RequireReason(by, why);
        var entry = new ControlEntry(Now(), action, by, why);
        await calls.WriteAsync("advance-epoch", token => store.AdvanceEpochAsync(scope, name, entry, token), cancellationToken);
        await feed.ConfirmQuietlyAsync();
        Log.EpochAdvanced(logger, action, by, why);
    }

    private DateTimeOffset Now() => time.GetUtcNow().TruncateToMilliseconds();

    private static void RequireReason(string by, string why)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(by);
        ArgumentException.ThrowIfNullOrWhiteSpace(why);
    }
}
