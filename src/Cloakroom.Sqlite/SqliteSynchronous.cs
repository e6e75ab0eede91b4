namespace Cloakroom.Sqlite;

/// <summary>When SQLite waits for the disk (<c>PRAGMA synchronous</c>). Neither loses anything when the process is killed.</summary>
public enum SqliteSynchronous
{
    /// <summary>At each commit: what was acknowledged survives a power failure. Many writes share a commit.</summary>
    Full,

    /// <summary>At checkpoints: faster, but a power failure may undo the last writes, so that a revoked session could live again.</summary>
    Normal,
}
