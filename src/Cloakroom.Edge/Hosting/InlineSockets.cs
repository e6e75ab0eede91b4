namespace Cloakroom.Edge.Hosting;

/// <summary>Lets the thread that hears of a socket's data also deal with it, instead of handing it to the thread pool.</summary>
/// <remarks>
/// .NET leaves this off for programs whose continuations may block, since a blocked one holds up the other sockets of its thread. What follows on an answer of the
/// application waits for nothing but tasks, so here it saves a change of threads on each (<c>docs/benchmarks.md</c>). Requests are handled on the pool as before, but for those that a browser has sent along with one before (pipelining).
/// </remarks>
internal static class InlineSockets
{
    /// <summary>Read by System.Net.Sockets once, when the process uses its first socket.</summary>
    private const string Variable = "DOTNET_SYSTEM_NET_SOCKETS_INLINE_COMPLETIONS";

    /// <summary>Asks for it, for the whole process, unless the environment says something already. Call before the first socket.</summary>
    public static void Prefer()
    {
        if (Environment.GetEnvironmentVariable(Variable) is null)
            Environment.SetEnvironmentVariable(Variable, "1");
    }
}
