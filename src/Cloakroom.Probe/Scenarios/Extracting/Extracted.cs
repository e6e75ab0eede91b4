namespace Cloakroom.Probe.Scenarios.Extracting;

/// <summary>What an extraction gave: one of both.</summary>
/// <param name="Value">May be a secret.</param>
/// <param name="Problem">Why there is none, in words without secrets: <c>no element input[name=_csrf] in a page of 812 bytes</c>.</param>
internal readonly record struct Extracted(string? Value, string? Problem)
{
    public static Extracted Of(string value) => new(value, null);

    public static Extracted Nothing(string problem) => new(null, problem);

    public override string ToString() => Problem ?? "found";
}
