using Cloakroom.Edge.Configuration;

namespace Cloakroom.Cli.Edge;

/// <summary>Makes sure before anything listens that the store's directory is there and can be written to.</summary>
internal static class StoreDirectory
{
    public static void Prepare(EdgeStoreOptions store)
    {
        if (store.InMemory)
            return;
        try
        {
            if (OperatingSystem.IsWindows()) Directory.CreateDirectory(store.Directory);
            else if (!Directory.Exists(store.Directory)) Directory.CreateDirectory(store.Directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
            var probe = Path.Combine(store.Directory, $".probe-{Environment.ProcessId}");
            using (File.Create(probe, 1, FileOptions.DeleteOnClose)) { }
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            throw new StoreDirectoryException(store.Directory, failure);
        }
    }
}
