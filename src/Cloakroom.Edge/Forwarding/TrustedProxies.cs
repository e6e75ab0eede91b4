using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Forwarding;

/// <summary>The proxies whose word about the client is taken. Asked once or twice a request, so IPv4 is compared as numbers.</summary>
internal sealed class TrustedProxies
{
    private readonly (uint Network, uint Mask)[] _v4;
    private readonly IPNetwork[] _v6;

    public TrustedProxies(IEnumerable<IPNetwork> networks)
    {
        var all = networks.ToArray();
        _v4 = [.. all.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork).Select(ToNumbers)];
        _v6 = [.. all.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6)];
    }

    public static TrustedProxies From(EdgeOptions options) => new((options.TrustedProxies.Count == 0 ? [.. EdgeDefaults.TrustedProxies] : options.TrustedProxies).Select(Parse));

    /// <summary>Whether the address is one of theirs. A socket without an address (a Unix socket) is opened by this machine alone and is trusted.</summary>
    public bool Contains(IPAddress? address)
    {
        if (address is null)
            return true;
        if (address.AddressFamily == AddressFamily.InterNetwork)
            return ContainsV4(address);
        if (address.IsIPv4MappedToIPv6)
            return ContainsV4(address.MapToIPv4());

        foreach (var network in _v6)
        {
            if (network.Contains(address))
                return true;
        }

        return false;
    }

    private bool ContainsV4(IPAddress address)
    {
        var number = ToNumber(address);
        foreach (var (network, mask) in _v4)
        {
            if ((number & mask) == network)
                return true;
        }

        return false;
    }

    private static IPNetwork Parse(string text) =>
        TrustedNetwork.TryParse(text, out var network) is not { } problem ? network : throw new FormatException($"TrustedProxies: {problem.What}");

    private static (uint Network, uint Mask) ToNumbers(IPNetwork network) =>
        (ToNumber(network.BaseAddress), network.PrefixLength == 0 ? 0 : uint.MaxValue << (32 - network.PrefixLength));

    private static uint ToNumber(IPAddress v4)
    {
        Span<byte> bytes = stackalloc byte[4];
        v4.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
