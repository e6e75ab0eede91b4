using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Sessions;

/// <summary>Authenticates the searchable columns of one record, under a key derived from its pepper.</summary>
internal sealed class ColumnSeal
{
    private readonly byte[] _key;

    public ColumnSeal(byte[] pepper)
    {
        Pepper = pepper;
        _key = HKDF.DeriveKey(HashAlgorithmName.SHA256, pepper, 32, salt: null, info: "cloakroom columns v1"u8.ToArray());
    }

    public byte[] Pepper { get; }

    public SessionRecord Sign(SessionRecord record) => record with { Mac = Compute(record) };

    public bool Verify(SessionRecord record) => CryptographicOperations.FixedTimeEquals(Compute(record), record.Mac);

    /// <summary>What the payload is bound to as associated data.</summary>
    public static byte[] Identity(SessionRecord record)
    {
        var writer = new Writer(128);
        WriteIdentity(ref writer, record);
        return writer.ToArray();
    }

    private byte[] Compute(SessionRecord record)
    {
        var writer = new Writer(512);
        WriteIdentity(ref writer, record);
        writer.Text(record.Subject);
        writer.Text(record.Tenant);
        writer.Text(record.ClientLabel);
        writer.Number(record.AuthenticatedAt?.ToUnixTimeMilliseconds() ?? long.MinValue);
        writer.Number(record.LastSeenAt.ToUnixTimeMilliseconds());
        writer.Number(record.ExpiresAt.ToUnixTimeMilliseconds());
        writer.Number((long)record.IdleTimeout.TotalMilliseconds);
        writer.Number(record.IsPersistent ? 1 : 0);
        writer.Number(record.Epochs.All);
        writer.Number(record.Epochs.Tenant);
        writer.Number(record.Epochs.Subject);
        return HMACSHA256.HashData(_key, writer.ToArray());
    }

    private static void WriteIdentity(ref Writer writer, SessionRecord record)
    {
        writer.Number(record.Format);
        writer.Number((long)record.Seal);
        writer.Key(record.Key);
        writer.Key(record.BindingKey);
        writer.Text(record.Id);
        writer.Number(record.Generation);
        writer.Number(record.CreatedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>Canonical bytes: fixed order, every text with its length, so that no two records read alike.</summary>
    private readonly struct Writer(int capacity)
    {
        private readonly ArrayBufferWriter<byte> _buffer = new(capacity);

        public void Number(long value)
        {
            BinaryPrimitives.WriteInt64LittleEndian(_buffer.GetSpan(8), value);
            _buffer.Advance(8);
        }

        public void Key(RecordKey key)
        {
            key.CopyTo(_buffer.GetSpan(RecordKey.Size));
            _buffer.Advance(RecordKey.Size);
        }

        public void Text(string? value)
        {
            if (value is null)
            {
                Number(-1);
                return;
            }

            Number(Encoding.UTF8.GetByteCount(value));
            Encoding.UTF8.GetBytes(value, _buffer);
        }

        public byte[] ToArray() => _buffer.WrittenSpan.ToArray();
    }
}
