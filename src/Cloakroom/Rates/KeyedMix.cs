using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Cloakroom.Rates;

/// <summary>Ids and networks as 64 bits under a key of this process alone, so that no address is in memory as such, and nobody chooses which ids are in a sample.</summary>
/// <remarks>It hides nothing from whoever reads the process's memory, who has the key as well; nothing of it is stored, logged or sent.</remarks>
internal sealed class KeyedMix
{
    private readonly ulong _first = RandomBits();
    private readonly ulong _second = RandomBits();
    private readonly ulong _third = RandomBits();

    public ulong Of(UInt128 id)
    {
        var mixed = Fold((ulong)id ^ _first, (ulong)(id >> 64) ^ _second);
        return Fold(mixed ^ _third, _second | 1);
    }

    /// <summary>The network of an address: /24 of IPv4, /48 of IPv6.</summary>
    public ulong OfNetwork(IPAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && !address.IsIPv4MappedToIPv6)
        {
            address.TryWriteBytes(bytes, out _);
            bytes[6..].Clear();
        }
        else
        {
            // As ::ffff:a.b.c.0, which no IPv6 network is taken for.
            if (address.IsIPv4MappedToIPv6)
                address.TryWriteBytes(bytes, out _);
            else
                address.TryWriteBytes(bytes[12..], out _);
            bytes[..10].Clear();
            (bytes[10], bytes[11], bytes[15]) = (0xff, 0xff, 0);
        }

        return Of(BinaryPrimitives.ReadUInt128BigEndian(bytes));
    }

    private static ulong Fold(ulong left, ulong right)
    {
        var high = Math.BigMul(left, right, out var low);
        return high ^ low;
    }

    private static ulong RandomBits()
    {
        ulong bits = 0;
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(new Span<ulong>(ref bits)));
        return bits;
    }
}
