namespace Cloakroom.Probe.Plans;

/// <summary>The ways in which load is made for leaks. Names appear in reports and on the command line.</summary>
internal static class Tactic
{
    public const string SignIn = "sign-in";
    public const string SignOut = "sign-out";
    public const string Plant = "plant";
    public const string Identity = "identity";

    /// <summary>Looking around: pages, assets, what tells accounts apart.</summary>
    public const string Explore = "explore";

    /// <summary>A journey of the scenario, as written.</summary>
    public const string Journey = "journey";

    /// <summary>One after the other, the second as soon as the first has its answer: within any time to live.</summary>
    public const string TimedPair = "timed-pair";

    /// <summary>All at once, for caches and clients that answer several callers with one response.</summary>
    public const string Burst = "burst";

    /// <summary>The first gives up before its answer is there, the second asks on.</summary>
    public const string CancelledPair = "cancelled-pair";

    /// <summary>Paths that make caches store what they should not: <c>/account/x.css</c>.</summary>
    public const string PathVariant = "path-variant";

    /// <summary>Signing in and out while others ask.</summary>
    public const string Churn = "churn";

    /// <summary>Asking with the cookies of a session that was signed out.</summary>
    public const string SignedOut = "signed-out";

    public const string Background = "background";

    /// <summary>A finding, tried again.</summary>
    public const string Confirm = "confirm";
}
