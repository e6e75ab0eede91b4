namespace Cloakroom.Edge.Forwarding;

/// <summary>What became of a request that was to be forwarded. In every case the client has been answered, as far as it is still there.</summary>
internal enum ForwardResult
{
    /// <summary>The application's response has gone to the client, or the transformer has answered instead.</summary>
    Completed,

    /// <summary>Refused as ambiguous with a 4xx or 501, and not forwarded; or given up by the transformer, which sees to the answer.</summary>
    Refused,

    /// <summary>The application could not be reached or broke off before its response began: 502.</summary>
    Unreachable,

    /// <summary>The application, or the connection to it, took too long: 504.</summary>
    TimedOut,

    /// <summary>The response broke off after it had begun; the client's connection was ended so that it does not look complete.</summary>
    Truncated,

    /// <summary>The client went away, or its own body broke off.</summary>
    ClientGone,
}
