using System.Diagnostics;

namespace Cloakroom.Probe.Runs;

/// <summary>A mistake of the probe's own, in words.</summary>
internal static class RunFailure
{
    public const string Remedy = "Report it with the version and the scenario.";

    /// <summary>What and where. Without the message, which may have something of an account in it.</summary>
    public static string Words(Exception failure)
    {
        var own = new StackTrace(failure).GetFrames().Select(frame => frame.GetMethod()?.DeclaringType).OfType<Type>().FirstOrDefault(type => type.Assembly == typeof(RunFailure).Assembly);
        // What the compiler makes of a method that waits is within the type that it was written in.
        return $"the probe itself failed ({failure.GetType().Name} in {(own?.DeclaringType ?? own)?.Name ?? "the framework"})";
    }
}
