using Cloakroom.Console.Pages;
using Cloakroom.Console.Reading;
using Cloakroom.Control;

namespace Cloakroom.Console.Actions;

/// <summary>How many sessions an action is about.</summary>
internal static class LiveSessions
{
    /// <summary>Counting stops there: whoever ends a hundred thousand sessions need not wait for the exact number.</summary>
    private const int Max = 100_000;

    /// <summary>In words. A store that cannot count them in time does not keep anybody from acting.</summary>
    public static async Task<string> CountAsync(ConsoleStore store, EpochScope scope, string? name, CancellationToken cancellationToken)
    {
        try
        {
            var live = await store.ReadAsync("count-live", (inner, token) => inner.CountLiveAsync(scope, name, store.Now, Max, token), cancellationToken);
            var issued = scope == EpochScope.All ? await store.CountIssuedAsync(cancellationToken) : 0;
            var own = live < Max ? Say.Count(live, "live session") : $"{Say.Number(Max)} live sessions or more";
            return issued == 0 ? own
                : live == 0 ? $"{Say.Count(issued, "session value")} that edges remember"
                : $"{own}, and {Say.Count(issued, "session value")} that edges remember";
        }
        catch (CloakroomException e) when (e.Code == CloakroomErrorCode.StoreUnavailable)
        {
            return "sessions that could not be counted in time";
        }
    }
}
