namespace Cloakroom.Probe.Transport;

/// <summary>What was sent and came, at one moment.</summary>
internal sealed record Traffic
{
    public required long Requests { get; init; }

    /// <summary>Without an answer, those given up on purpose not counted.</summary>
    public required long Failures { get; init; }

    public required long GivenUp { get; init; }

    /// <summary>Of headers and bodies, after decoding.</summary>
    public required long Bytes { get; init; }

    /// <summary>Of bodies, before decoding.</summary>
    public required long BytesReceived { get; init; }

    /// <summary>Answers with status 429 or 503.</summary>
    public required long Throttled { get; init; }

    /// <summary>Bodies that were longer than the limit.</summary>
    public required long CutOff { get; init; }

    /// <summary>Bodies whose content coding could not be undone.</summary>
    public required long Undecoded { get; init; }

    /// <summary>Bodies that ended early, those given up on purpose not counted.</summary>
    public required long Incomplete { get; init; }

    public required IReadOnlyDictionary<string, long> ByTactic { get; init; }

    public required IReadOnlyDictionary<string, long> ByAccount { get; init; }

    /// <summary>What failed, in the words of <see cref="Exchange.Failure"/>, and how often.</summary>
    public required IReadOnlyDictionary<string, long> ByFailure { get; init; }
}
