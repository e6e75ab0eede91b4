namespace Cloakroom.Probe.Scenarios.Har;

/// <summary>One request of a HAR and its answer. Full of secrets.</summary>
internal sealed record HarEntry
{
    public required string Method { get; init; }

    public required Uri Url { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> RequestHeaders { get; init; }

    /// <summary>As sent; empty when the browser left them out.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> RequestCookies { get; init; }

    /// <summary>Without parameters, in lower case; empty for no body.</summary>
    public required string PostType { get; init; }

    public required string PostText { get; init; }

    /// <summary>Fields of a form, decoded.</summary>
    public required IReadOnlyList<KeyValuePair<string, string>> PostFields { get; init; }

    /// <summary>0 when there was no answer.</summary>
    public required int Status { get; init; }

    public required IReadOnlyList<KeyValuePair<string, string>> ResponseHeaders { get; init; }

    /// <summary>Without parameters, in lower case.</summary>
    public required string Type { get; init; }

    /// <summary>Empty when it was not kept.</summary>
    public required string Body { get; init; }

    /// <summary>Names of cookies that the answer sets.</summary>
    public IEnumerable<Accounts.SetCookie> SetCookies => ResponseHeaders
        .Where(header => header.Key.Equals("Set-Cookie", StringComparison.OrdinalIgnoreCase))
        // Browsers put several into one, a line for each.
        .SelectMany(header => header.Value.Split('\n'))
        .Select(Accounts.SetCookie.Parse)
        .OfType<Accounts.SetCookie>();

    public override string ToString() => $"{Method} {Url.AbsolutePath}";
}
