using System.Diagnostics;
using Cloakroom.Bench.Servers;

namespace Cloakroom.Bench.Edge;

/// <summary>One way to stand between the browsers and the application.</summary>
/// <param name="Name">What reports and the command line call it.</param>
/// <param name="Prepare">Says how to start it, given a directory of its own, the application and a port. Null where its program is not installed.</param>
internal sealed record ProxyKind(string Name, Func<string, Uri, int, ProcessStartInfo?> Prepare)
{
    public static ProxyKind Yarp { get; } = new("yarp", static (_, origin, port) => Managed(EdgeServeCommand.Yarp, origin, port));

    public static IReadOnlyList<ProxyKind> All { get; } =
    [
        Yarp,
        new("nginx", NativeProxies.Nginx),
        new("haproxy", NativeProxies.HaProxy),
        new("edge-memory", static (_, origin, port) => Edge(origin, port)),
        new("edge-sqlite", static (directory, origin, port) => Edge(origin, port, "--store", Path.Combine(directory, "store"))),
    ];

    public static ProcessStartInfo Origin(int port) => OwnProgram.With(EdgeServeCommand.Name, EdgeServeCommand.Origin, AddressOf(port));

    /// <summary>With the collector set as the <c>cloakroom</c> command has it (its project file); this program runs the other servers too, which keep .NET's defaults.</summary>
    private static ProcessStartInfo Edge(Uri origin, int port, params string[] rest)
    {
        var start = Managed(EdgeServeCommand.Edge, origin, port, rest);
        start.Environment["DOTNET_GCDynamicAdaptationMode"] = "0";
        return start;
    }

    private static ProcessStartInfo Managed(string kind, Uri origin, int port, params string[] rest) =>
        OwnProgram.With([EdgeServeCommand.Name, kind, AddressOf(port), "--origin", origin.GetLeftPart(UriPartial.Authority), .. rest]);

    private static string AddressOf(int port) => $"http://127.0.0.1:{port}";
}
