using Microsoft.AspNetCore.Authentication;

namespace Cloakroom.Sessions;

/// <summary>What a record seals: who it is, and the data.</summary>
/// <param name="Ticket">Principal and authentication properties; null for an anonymous session.</param>
/// <param name="Data">The session's data.</param>
internal sealed record SessionContent(AuthenticationTicket? Ticket, SessionDataSet Data)
{
    private const byte Version = 1;

    /// <summary>Serializes, and gives back what a reader will have: the application goes on owning, and changing, the objects that it signed in with.</summary>
    public byte[] Serialize(int maxBytes, out SessionContent asRead)
    {
        var bytes = Serialize(maxBytes);
        asRead = Deserialize(bytes);
        return bytes;
    }

    public byte[] Serialize(int maxBytes)
    {
        using var stream = new MemoryStream();
        using (var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            writer.Write(Version);
            var ticket = Ticket is null ? [] : TicketSerializer.Default.Serialize(Ticket);
            writer.Write7BitEncodedInt(ticket.Length);
            writer.Write(ticket);
            writer.Write7BitEncodedInt(Data.Values.Count);
            foreach (var (key, datum) in Data.Values)
            {
                writer.Write(key);
                writer.Write7BitEncodedInt64(datum.Generation);
                writer.Write7BitEncodedInt(datum.Value.Length);
                writer.Write(datum.Value);
            }
        }

        if (stream.Length > maxBytes)
        {
            throw new CloakroomException(
                CloakroomErrorCode.SessionTooLarge,
                $"The session's claims and data take {stream.Length} bytes; at most {maxBytes} are allowed. Keep less in the session, or raise Cloakroom:Data:MaxBytes.");
        }

        return stream.ToArray();
    }

    /// <exception cref="InvalidDataException">Authentic bytes that this version cannot read.</exception>
    public static SessionContent Deserialize(byte[] bytes)
    {
        try
        {
            using var reader = new BinaryReader(new MemoryStream(bytes, writable: false));
            if (reader.ReadByte() != Version)
                throw new InvalidDataException("The session's content is of another version.");
            var ticketBytes = reader.ReadBytes(reader.Read7BitEncodedInt());
            var ticket = ticketBytes.Length == 0
                ? null
                : TicketSerializer.Default.Deserialize(ticketBytes) ?? throw new InvalidDataException("The session's ticket cannot be read.");
            var count = reader.Read7BitEncodedInt();
            var values = SessionDataSet.Empty.Values.ToBuilder();
            for (var i = 0; i < count; i++)
            {
                var key = reader.ReadString();
                var generation = reader.Read7BitEncodedInt64();
                values[key] = new SessionDatum(reader.ReadBytes(reader.Read7BitEncodedInt()), generation);
            }

            return new SessionContent(ticket, count == 0 ? SessionDataSet.Empty : new SessionDataSet(values.ToImmutable()));
        }
        catch (Exception e) when (e is EndOfStreamException or FormatException or IOException)
        {
            throw new InvalidDataException("The session's content cannot be read.", e);
        }
    }
}
