using Microsoft.Extensions.Logging;

namespace Cloakroom.Sqlite;

/// <summary>The one writer of this process: commits what is waiting as one transaction, so that many writes share one wait for the disk.</summary>
/// <remarks>
/// Each write is a savepoint: when one fails, the others do not. Results are handed over only after COMMIT has succeeded and the file is
/// still the one at its path. No delay is added to gather more: while one commit waits for the disk, the next one gathers.
/// </remarks>
internal sealed class GroupCommit(string path, Database database, FileGuard guard, TimeProvider time, ILogger logger)
{
    private const int MaxBatch = 512;

    private readonly WriteContext _context = new(database, time);
    private readonly List<Work<WriteContext>> _waiting = [];
    private readonly List<Work<WriteContext>> _done = [];

    /// <summary>Serves a write and what waits behind it. Never throws.</summary>
    public void Serve(Work<WriteContext> first, WorkQueue<WriteContext> queue)
    {
        _waiting.Add(first);
        while (_waiting.Count < MaxBatch && queue.TryTake(out var next))
        {
            _waiting.Add(next);
        }

        try
        {
            Commit();
        }
        catch (Exception e)
        {
            RollBack();
            FailAll(e);
        }

        _done.Clear();
        _waiting.Clear();
    }

    private void Commit()
    {
        guard.Verify(database);
        database.Run("BEGIN IMMEDIATE");
        _context.Begin();
        guard.StaySignedIn(database);
        foreach (var work in _waiting)
        {
            if (work.IsWanted)
            {
                RunOne(work);
            }
        }

        _context.Flush();
        guard.VerifyInPlace(database);
        database.Run("COMMIT");
        guard.VerifyInPlace(database);
        foreach (var work in _done)
        {
            work.Complete();
        }
    }

    private void RunOne(Work<WriteContext> work)
    {
        var revision = _context.Revision;
        database.Run("SAVEPOINT write");
        try
        {
            work.Run(_context);
            database.Run("RELEASE write");
            _done.Add(work);
        }
        catch (Exception e) when (database.IsInTransaction)
        {
            database.Run("ROLLBACK TO write");
            database.Run("RELEASE write");
            _context.ReturnTo(revision);
            work.Fail(SqliteErrors.Translate(e, path));
        }

        // Otherwise the error (disk full, say) has ended the whole transaction, and all of it has failed.
    }

    private void RollBack()
    {
        try
        {
            if (database.IsInTransaction)
            {
                database.Run("ROLLBACK");
            }
        }
        catch (Exception e)
        {
            // The next BEGIN fails in turn, so that nothing is ever acknowledged out of a transaction in doubt.
            Log.CommitFailed(logger, e, _done.Count, path);
        }
    }

    private void FailAll(Exception error)
    {
        if (!guard.IsLost)
        {
            Log.CommitFailed(logger, error, _waiting.Count, path);
        }

        foreach (var work in _waiting)
        {
            work.Fail(SqliteErrors.Translate(error, path));
        }
    }
}
