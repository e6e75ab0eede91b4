namespace Cloakroom.Hosting;

/// <summary>What must be right before the application serves anything, as parts that are mapped rather than added find it out.</summary>
/// <remarks>
/// Run twice: before the server starts, when a <c>WebApplication</c> knows its endpoints already, and once it has, when all do. What throws keeps the application from running.
/// </remarks>
internal sealed class StartChecks
{
    private readonly List<Func<bool, Task>> _checks = [];

    /// <param name="check">Gets whether the server has started.</param>
    public void Add(Func<bool, Task> check) => _checks.Add(check);

    public async Task RunAsync(bool hasStarted)
    {
        foreach (var check in _checks)
            await check(hasStarted);
    }
}
