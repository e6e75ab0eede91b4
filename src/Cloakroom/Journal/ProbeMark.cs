namespace Cloakroom.Journal;

/// <summary>What marks the reports of <c>cloakroom probe watch</c>: between accounts that are nobody's. See decision 0022.</summary>
/// <remarks>By the node and not by the subject, which some applications let people choose: whoever could call themselves synthetic would vanish from lists of those concerned.</remarks>
internal static class ProbeMark
{
    /// <summary>Before the machine's name; no machine's own name has an @.</summary>
    public const string Node = "probe@";

    /// <summary>Before an account's name, so that nobody takes it for a user.</summary>
    public const string Subject = "probe:";

    public static bool IsByProbe(this Mixup mixup) => IsProbe(mixup.Node);

    public static bool IsProbe(string node) => node.StartsWith(Node, StringComparison.Ordinal);
}
