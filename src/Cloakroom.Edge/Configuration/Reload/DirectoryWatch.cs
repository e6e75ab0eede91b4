namespace Cloakroom.Edge.Configuration.Reload;

/// <summary>Tells when something happens around a file: in its directory, and in those that links on the way lead through.</summary>
/// <remarks>
/// Directories are watched and not the file, and every name in them: editors put a new file in its place, and Kubernetes swaps the link <c>..data</c>
/// beside it. What happened does not matter here; the reader looks at the content.
/// </remarks>
internal sealed class DirectoryWatch(string file, Action happened, Action<string> failed) : IDisposable
{
    private const int MaxLinks = 16;

    private readonly Lock _lock = new();
    private Dictionary<string, FileSystemWatcher> _watchers = [];
    private bool _isDisposed;

    /// <summary>Watches where the file is now; again after something happened, since links may lead elsewhere.</summary>
    public void Follow()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            var before = _watchers;
            _watchers = [];
            foreach (var directory in Directories())
            {
                if (before.Remove(directory, out var known))
                    _watchers[directory] = known;
                else if (Watch(directory) is { } watcher)
                    _watchers[directory] = watcher;
            }

            foreach (var left in before.Values) left.Dispose();
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
            foreach (var watcher in _watchers.Values) watcher.Dispose();
            _watchers = [];
        }
    }

    private FileSystemWatcher? Watch(string directory)
    {
        try
        {
            var watcher = new FileSystemWatcher(directory) { NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, _) => happened();
            watcher.Created += (_, _) => happened();
            watcher.Deleted += (_, _) => happened();
            watcher.Renamed += (_, _) => happened();
            // Events were lost, or the directory itself is gone: look.
            watcher.Error += (_, _) => happened();
            watcher.EnableRaisingEvents = true;
            return watcher;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            failed(failure.GetType().Name);
            return null;
        }
    }

    /// <summary>The directories of the file and of every link on the way to it.</summary>
    private HashSet<string> Directories()
    {
        var found = new HashSet<string>();
        var path = Path.GetFullPath(file);
        for (var i = 0; i < MaxLinks; i++)
        {
            var directory = Path.GetDirectoryName(path) ?? path;
            if (Directory.Exists(directory))
                found.Add(directory);
            if (NextLink(path) is not { } next)
                break;
            path = next;
        }

        return found;
    }

    /// <summary>The path with its first link replaced by where it leads; null when there is none left.</summary>
    private static string? NextLink(string path)
    {
        var parts = path.Split(Path.DirectorySeparatorChar, StringSplitOptions.RemoveEmptyEntries);
        var at = Path.GetPathRoot(path) ?? "";
        for (var i = 0; i < parts.Length; i++)
        {
            var parent = at;
            at = Path.Combine(at, parts[i]);
            var target = TargetOf(at);
            if (target is not null)
                return Path.GetFullPath(Path.Combine([parent, target, .. parts[(i + 1)..]]));
        }

        return null;
    }

    private static string? TargetOf(string path)
    {
        try
        {
            return new FileInfo(path).LinkTarget;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
