using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>
/// Notices that the file was deleted, replaced or overwritten while it is in use, so that nothing is acknowledged into a file that
/// nobody will read again.
/// </summary>
/// <remarks>
/// Each process writes a random number into the file when it opens it. Around every use the open file must still be the one at
/// the path (one <c>stat</c>), and every 250 ms a connection of its own, without anything cached, must find that number.
/// Once lost, the store stays lost: whatever is at the path now has another history.
/// </remarks>
internal sealed class FileGuard(string path, TimeProvider time, TimeSpan busyTimeout, ILogger logger)
{
    private static readonly TimeSpan CheckEvery = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan SignInEvery = TimeSpan.FromDays(1);
    private static readonly TimeSpan ForgetAfter = TimeSpan.FromDays(30);

    private readonly byte[] _nonce = RandomNumberGenerator.GetBytes(16);
    private readonly Lock _lock = new();
    private volatile CloakroomException? _loss;
    private long _checkedAt;
    private long _signedInAt;

    public bool IsLost => _loss is not null;

    /// <summary>Writes this process into the file, in the transaction of the caller, and forgets those that were killed long ago.</summary>
    public void SignIn(Database database)
    {
        var now = time.GetUtcNow();
        using (var insert = database.Prepare("INSERT INTO instances VALUES (?1, ?2) ON CONFLICT DO UPDATE SET seen_at = excluded.seen_at"))
        {
            insert.Bind(_nonce).Bind(now).Run();
        }

        using var delete = database.Prepare("DELETE FROM instances WHERE seen_at < ?1");
        delete.Bind(now - ForgetAfter).Run();
        _signedInAt = time.GetTimestamp();
    }

    /// <summary>Within any write: renews the row once a day, so that it is not taken for that of a process that was killed.</summary>
    public void StaySignedIn(Database database)
    {
        if (time.GetElapsedTime(_signedInAt) > SignInEvery)
        {
            SignIn(database);
        }
    }

    public void SignOut(Database database)
    {
        using var delete = database.Prepare("DELETE FROM instances WHERE nonce = ?1");
        delete.Bind(_nonce).Run();
    }

    /// <summary>Before any use.</summary>
    public void Verify(Database database)
    {
        VerifyInPlace(database);
        if (time.GetElapsedTime(Volatile.Read(ref _checkedAt)) < CheckEvery)
        {
            return;
        }

        lock (_lock)
        {
            if (time.GetElapsedTime(Volatile.Read(ref _checkedAt)) >= CheckEvery)
            {
                FindNonce();
                Volatile.Write(ref _checkedAt, time.GetTimestamp());
            }
        }
    }

    /// <summary>Before and after a commit: what is acknowledged is in the file at the path.</summary>
    public void VerifyInPlace(Database database)
    {
        if (_loss is { } loss)
        {
            throw loss;
        }

        if (database.HasMoved())
        {
            throw Lose("was deleted or replaced while in use");
        }

        if (!File.Exists(path + "-wal"))
        {
            throw Lose("lost its write-ahead log (-wal) while in use");
        }
    }

    private void FindNonce()
    {
        try
        {
            using var fresh = Database.Open(path, SqliteOpenMode.ReadOnly, busyTimeout);
            using var select = fresh.Prepare("SELECT 1 FROM instances WHERE nonce = ?1");
            if (!select.Bind(_nonce).Step())
            {
                throw Lose("was overwritten with another database while in use");
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_NOTADB or raw.SQLITE_ERROR || !File.Exists(path))
        {
            throw Lose("was overwritten while in use", e);
        }
    }

    private CloakroomException Lose(string how, Exception? inner = null)
    {
        var loss = SqliteErrors.Unusable(
            path,
            how,
            "Sessions cannot be trusted to last until the application is restarted, which takes up the file that is there then. "
            + "Stop the application before restoring a backup.",
            inner);
        if (Interlocked.CompareExchange(ref _loss, loss, null) is null)
        {
            Log.FileLost(logger, path, how);
        }

        return loss;
    }
}
