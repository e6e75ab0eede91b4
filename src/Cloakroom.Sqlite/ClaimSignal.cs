using System.IO.MemoryMappedFiles;
using System.Security.Cryptography;

namespace Cloakroom.Sqlite;

/// <summary>
/// A number beside the file that all its processes see at once, and that changes with every claim: eight bytes of shared memory, as SQLite's own <c>-shm</c> is, so that a request need not ask the file whether there was one.
/// </summary>
/// <remarks>Any other number will do, so that writers need not agree: a random one. Where memory cannot be shared, every reading is another number, and who reads asks the file.</remarks>
internal sealed class ClaimSignal(string path) : IDisposable
{
    private readonly Lock _lock = new();
    private volatile MemoryMappedViewAccessor? _view;
    private volatile bool _isOff;

    public long Read()
    {
        if (View() is not { } view)
        {
            return Another();
        }

        try
        {
            var number = view.ReadInt64(0);
            // What is read of the file afterwards is not older than the number.
            Interlocked.MemoryBarrier();
            return number;
        }
        catch (ObjectDisposedException)
        {
            return Another();
        }
    }

    /// <summary>To be called when a claim is durable and before anybody acts on it.</summary>
    /// <exception cref="CloakroomException">It could not be said.</exception>
    public void Change()
    {
        // Another process may share memory though this one cannot.
        var view = View() ?? throw SqliteErrors.Unavailable(path, "cannot be shared between processes", "See whether the disk is full, and who owns the file.");
        try
        {
            Interlocked.MemoryBarrier();
            view.Write(0, Another());
            Interlocked.MemoryBarrier();
        }
        catch (ObjectDisposedException e)
        {
            throw SqliteErrors.Unavailable(path, "is not open", "The edge is shutting down.", e);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            _isOff = true;
            _view?.Dispose();
        }
    }

    private static long Another() => BitConverter.ToInt64(RandomNumberGenerator.GetBytes(sizeof(long)));

    private MemoryMappedViewAccessor? View()
    {
        if (_view is not null || _isOff)
        {
            return _view;
        }

        lock (_lock)
        {
            return _view ??= _isOff ? null : Open();
        }
    }

    private MemoryMappedViewAccessor? Open()
    {
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite | FileShare.Delete };
            if (!OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using var stream = new FileStream(path, options);
            if (stream.Length < sizeof(long))
            {
                // By a write, not by the mapping: where the disk is full, that fails here and not in shared memory, which would end the process. Another number, since another process may have set one meanwhile.
                stream.Write(BitConverter.GetBytes(Another()));
                stream.Flush();
            }

            using var file = MemoryMappedFile.CreateFromFile(stream, null, sizeof(long), MemoryMappedFileAccess.ReadWrite, HandleInheritability.None, leaveOpen: true);
            return file.CreateViewAccessor(0, sizeof(long), MemoryMappedFileAccess.ReadWrite);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return null;
        }
    }
}
