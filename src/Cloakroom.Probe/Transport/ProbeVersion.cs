using System.Reflection;

namespace Cloakroom.Probe.Transport;

internal static class ProbeVersion
{
    /// <summary>Of Cloakroom, without the commit.</summary>
    public static string Text { get; } =
        (typeof(ProbeVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "0").Split('+')[0];
}
