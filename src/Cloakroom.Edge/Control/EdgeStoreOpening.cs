using Cloakroom.Edge.Configuration;
using Cloakroom.Sessions;
using Microsoft.Extensions.Hosting;

namespace Cloakroom.Edge.Control;

/// <summary>Opens the store once, whoever needs it first.</summary>
internal sealed class EdgeStoreOpening(ICloakroomStore store, EdgeStoreOptions options) : IHostedService
{
    private readonly Lock _lock = new();
    private Task? _opening;

    /// <exception cref="CloakroomException">The store cannot be used; the message names the place and the remedy.</exception>
    public Task EnsureAsync(CancellationToken cancellationToken)
    {
        lock (_lock) _opening ??= OpenAsync();
        return _opening.WaitAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => EnsureAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task OpenAsync()
    {
        if (!options.InMemory) MakeDirectory(Path.GetFullPath(options.Directory));
        await store.OpenAsync(CancellationToken.None);
    }

    // Not its parents: a volume that is not mounted would become a store that the next deployment throws away.
    private static void MakeDirectory(string directory)
    {
        if (Directory.Exists(directory) || !Directory.Exists(Path.GetDirectoryName(directory))) return;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(directory);
            else Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CloakroomException(
                CloakroomErrorCode.StoreUnusable, $"The directory '{directory}' cannot be made: {e.Message} Make it for the user that runs the edge, or change store:directory.", e);
        }
    }
}
