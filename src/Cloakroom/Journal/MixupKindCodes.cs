namespace Cloakroom.Journal;

/// <summary>The codes of mix-ups in logs, metrics and stores.</summary>
public static class MixupKindCodes
{
    private static readonly string[] Codes =
    [
        "foreign-binding", "foreign-record", "duplicate-issue", "cross-flow", "foreign-owner",
        "cookie-on-cacheable", "cookie-to-static", "superseded", "canary",
    ];

    /// <summary>The kebab-case code, such as <c>foreign-binding</c>.</summary>
    /// <param name="kind">The kind.</param>
    public static string Code(this MixupKind kind) => Codes[(int)kind];
}
