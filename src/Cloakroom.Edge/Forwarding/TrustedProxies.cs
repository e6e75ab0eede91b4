using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Cloakroom.Edge.Configuration;

namespace Cloakroom.Edge.Forwarding;

/// <summary>The proxies whose word about the client is taken. Asked once or twice a request, so IPv4 is compared as numbers.</summary>
internal sealed class TrustedProxies
{
    private static readonly string[] Default = ["127.0.0.1/32", "::1/128"];

    private readonly (uint Network, uint Mask)[] _v4;
    private readonly IPNetwork[] _v6;

    public TrustedProxies(IEnumerable<IPNetwork> networks)
    {
        var all = networks.ToArray();
        _v4 = [.. all.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetwork).Select(ToNumbers)];
        _v6 = [.. all.Where(network => network.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6)];
    }

    public static TrustedProxies From(EdgeOptions options) => new((options.TrustedProxies.Count == 0 ? Default : options.TrustedProxies).Select(Parse));

    /// <summary>An address (<c>10.1.2.3</c>) or a network (<c>10.0.0.0/8</c>).</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (text.Contains('/') || !IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128);
        return true;
    }

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
        TryParse(text, out var network) ? network : throw new FormatException($"TrustedProxies: '{text}' is neither an address nor a network.");

    private static (uint Network, uint Mask) ToNumbers(IPNetwork network) =>
        (ToNumber(network.BaseAddress), network.PrefixLength == 0 ? 0 : uint.MaxValue << (32 - network.PrefixLength));

    private static uint ToNumber(IPAddress v4)
    {
        Span<byte> bytes = stackalloc byte[4];
        v4.TryWriteBytes(bytes, out _);
        return BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }
}
