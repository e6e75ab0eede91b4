namespace Cloakroom.Journal;

/// <summary>One mix-up: what happened, between whom, and whether anything was served.</summary>
/// <remarks>Holds public ids only: no token, binding, cookie value or address.</remarks>
public sealed record Mixup
{
    /// <summary>The mix-up's own id: 22 characters.</summary>
    public required string Id { get; init; }

    /// <summary>The signature.</summary>
    public required MixupKind Kind { get; init; }

    /// <summary>When it was seen, UTC, millisecond precision.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Whether anything of the owner's was served.</summary>
    public required MixupDisposition Disposition { get; init; }

    /// <summary>Whose session it was.</summary>
    public MixupParty Owner { get; init; } = MixupParty.Unknown;

    /// <summary>Who presented or would have received it, as told by their own binding or request.</summary>
    public MixupParty Presenter { get; init; } = MixupParty.Unknown;

    /// <summary>The matched route pattern, or the first path segment when none matched; at most 200 characters, no query.</summary>
    public string Route { get; init; } = "";

    /// <summary>The trace id of the request, for correlation; empty outside requests.</summary>
    public string TraceId { get; init; } = "";

    /// <summary>The machine that saw it.</summary>
    public string Node { get; init; } = "";

    /// <summary>What exactly was seen, in words without secrets.</summary>
    public string Detail { get; init; } = "";
}
