using Cloakroom.Control;

namespace Cloakroom.Policies;

/// <summary>What can be done about an incident by itself, from the mildest on. Stores keep the numbers.</summary>
internal enum Policy
{
    Quarantine,
    CloseSignIn,
    ReadOnly,
    Close,
}

internal static class PolicyNames
{
    private static readonly string[] Codes = ["quarantine", "close-sign-in", "read-only", "close"];

    /// <summary>As logs, metrics and the audit trail have it.</summary>
    public static string Code(this Policy policy) => Codes[(int)policy];

    /// <summary>The mode that a policy puts in force; null for the one that does not.</summary>
    public static CloakroomMode? Mode(this Policy policy) => policy switch
    {
        Policy.CloseSignIn => CloakroomMode.SignInClosed,
        Policy.ReadOnly => CloakroomMode.ReadOnly,
        Policy.Close => CloakroomMode.Closed,
        _ => null,
    };
}
