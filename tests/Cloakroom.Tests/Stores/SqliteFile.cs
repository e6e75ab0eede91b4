using Cloakroom.Sessions;
using Cloakroom.Sqlite;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;

namespace Cloakroom.Tests.Stores;

/// <summary>A database file in a directory of its own, which goes with it.</summary>
internal sealed class SqliteFile : IDisposable
{
    public SqliteFile()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("cloakroom-").FullName;
        Path = System.IO.Path.Combine(Directory, "cloakroom.db");
    }

    public string Directory { get; }

    public string Path { get; }

    /// <param name="schema">Its layout; by default that of today.</param>
    public SqliteStore Build(TimeProvider? time = null, Action<SqliteStoreOptions>? configure = null, long? maxPageCount = null, Schema? schema = null)
    {
        // Tests of one process need no fsync; the crash test runs with Full.
        var options = new SqliteStoreOptions { Path = Path, Synchronous = SqliteSynchronous.Normal, ReaderCount = 2 };
        configure?.Invoke(options);
        return new SqliteStore(options, time ?? new StoreClock(), NullLogger<SqliteStore>.Instance) { MaxPageCount = maxPageCount, Schema = schema ?? Schema.Current };
    }

    public async Task<SqliteStore> OpenAsync(
        TimeProvider? time = null, Action<SqliteStoreOptions>? configure = null, long? maxPageCount = null, Schema? schema = null)
    {
        var store = Build(time, configure, maxPageCount, schema);
        await store.OpenAsync(TestContext.Current.CancellationToken);
        return store;
    }

    /// <summary>Leaves 300 sessions of Alice's in it, and nobody who has it open.</summary>
    public async Task FillAsync()
    {
        await using var store = await OpenAsync();
        await Task.WhenAll(Enumerable.Range(0, 300).Select(
            i => store.CreateAsync(SampleRecords.Create(i), SessionCreation.Plain, TestContext.Current.CancellationToken).AsTask()));
    }

    /// <summary>A connection past the store, as another program would have it.</summary>
    public SqliteConnection Connect(string? path = null)
    {
        var connection = new SqliteConnection($"Data Source={path ?? Path};Pooling=False;Default Timeout=1");
        connection.Open();
        return connection;
    }

    public void Execute(string sql)
    {
        using var connection = Connect();
        connection.Execute(sql);
    }

    public void Dispose() => System.IO.Directory.Delete(Directory, recursive: true);
}

internal static class SqliteConnectionExtensions
{
    public static void Execute(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    public static object? Scalar(this SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Constants of the tests.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
