using System.Buffers.Binary;
using System.Text;
using Cloakroom.Sessions;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Cloakroom.Sqlite;

/// <summary>A prepared statement: bind in order, step, read columns; dispose resets it for the next use.</summary>
internal sealed class Statement(Database database, sqlite3_stmt statement) : IDisposable
{
    // Strict, so that two different names can never be stored as the same bytes.
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const int TagSize = 16;

    private int _bound;

    public Statement Bind(long value)
    {
        database.Check(raw.sqlite3_bind_int64(statement, ++_bound, value));
        return this;
    }

    public Statement Bind(double value)
    {
        database.Check(raw.sqlite3_bind_double(statement, ++_bound, value));
        return this;
    }

    public Statement Bind(DateTimeOffset value) => Bind(value.ToUnixTimeMilliseconds());

    public Statement Bind(DateTimeOffset? value) => value is { } time ? Bind(time) : BindNull();

    public Statement Bind(string? value)
    {
        if (value is null)
        {
            return BindNull();
        }

        database.Check(raw.sqlite3_bind_text(statement, ++_bound, Utf8.GetBytes(value).AsSpan()));
        return this;
    }

    public Statement Bind(ReadOnlySpan<byte> value)
    {
        // A null pointer would bind NULL.
        database.Check(value.IsEmpty
            ? raw.sqlite3_bind_zeroblob(statement, ++_bound, 0)
            : raw.sqlite3_bind_blob(statement, ++_bound, value));
        return this;
    }

    public Statement Bind(RecordKey key)
    {
        Span<byte> bytes = stackalloc byte[RecordKey.Size];
        key.CopyTo(bytes);
        return Bind(bytes);
    }

    public Statement BindTag(UInt128 tag)
    {
        Span<byte> bytes = stackalloc byte[TagSize];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, tag);
        return Bind(bytes);
    }

    public Statement BindTag(UInt128? tag) => tag is { } known ? BindTag(known) : BindNull();

    public Statement BindNull()
    {
        database.Check(raw.sqlite3_bind_null(statement, ++_bound));
        return this;
    }

    /// <summary>Moves to the next row.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(statement);
        database.Check(code);
        return code == raw.SQLITE_ROW;
    }

    /// <summary>Runs to the end.</summary>
    /// <returns>How many rows an <c>INSERT</c>, <c>UPDATE</c> or <c>DELETE</c> has changed.</returns>
    public int Run()
    {
        while (Step())
        {
        }

        return database.Changes();
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(statement, column) == raw.SQLITE_NULL;

    public long Int64(int column) => raw.sqlite3_column_int64(statement, column);

    public double Double(int column) => raw.sqlite3_column_double(statement, column);

    public T Enum<T>(int column) where T : struct, Enum
    {
        var value = (T)(object)(int)Int64(column);
        return System.Enum.IsDefined(value)
            ? value
            : throw new SqliteException($"A stored {typeof(T).Name} is {Int64(column)}.", raw.SQLITE_CORRUPT);
    }

    public DateTimeOffset Time(int column)
    {
        try
        {
            return DateTimeOffset.FromUnixTimeMilliseconds(Int64(column));
        }
        catch (ArgumentOutOfRangeException)
        {
            throw new SqliteException($"A stored time is {Int64(column)}.", raw.SQLITE_CORRUPT);
        }
    }

    public DateTimeOffset? OptionalTime(int column) => IsNull(column) ? null : Time(column);

    // As bytes, since text as such ends at its first NUL.
    public string Text(int column)
    {
        try
        {
            return Utf8.GetString(raw.sqlite3_column_blob(statement, column));
        }
        catch (DecoderFallbackException)
        {
            throw new SqliteException("A stored text is not UTF-8.", raw.SQLITE_CORRUPT);
        }
    }

    public string? OptionalText(int column) => IsNull(column) ? null : Text(column);

    public byte[] Blob(int column) => raw.sqlite3_column_blob(statement, column).ToArray();

    public UInt128 Tag(int column) => BinaryPrimitives.TryReadUInt128BigEndian(raw.sqlite3_column_blob(statement, column), out var tag)
        ? tag
        : throw new SqliteException("A stored tag is too short.", raw.SQLITE_CORRUPT);

    public UInt128? OptionalTag(int column) => IsNull(column) ? null : Tag(column);

    public RecordKey Key(int column) => RecordKey.FromStored(raw.sqlite3_column_blob(statement, column));

    /// <summary>Ready to be bound and run again.</summary>
    public void Reset() => Dispose();

    /// <summary>Resets the statement, so that it holds no read transaction open.</summary>
    public void Dispose()
    {
        if (!statement.IsInvalid && !statement.IsClosed)
        {
            // The code repeats the error of the last step, which was thrown there.
            raw.sqlite3_reset(statement);
            raw.sqlite3_clear_bindings(statement);
        }

        _bound = 0;
    }

    public void Close() => statement.Dispose();
}
