using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Cloakroom.Probe.Transport;

/// <summary>The heads of one account's plain requests, by address; built anew when the jar's cookies for it have changed.</summary>
internal sealed class RequestHeads(ProbeClientOptions options)
{
    /// <summary>Each takes some kilobytes, mostly the cookies; there may be a hundred accounts.</summary>
    private const int Most = 512;

    private readonly ConcurrentDictionary<Key, RequestHead> _heads = new();

    public RequestHead For(ProbeRequest request, string? cookie)
    {
        if (request.Method != HttpMethod.Get || request.Headers.Count > 0 || !request.Body.IsEmpty)
            return RequestHead.Of(request, cookie, options);
        var key = new Key(request.Url, request.Protocol);
        if (_heads.TryGetValue(key, out var head) && string.Equals(head.Cookie, cookie, StringComparison.Ordinal))
            return head;
        // Addresses that are made anew for each request fill it; those that are used again come back soon.
        if (_heads.Count >= Most)
            _heads.Clear();
        return _heads[key] = RequestHead.Of(request, cookie, options);
    }

    /// <summary>By the very object: comparing addresses by value would cost more than building a head.</summary>
    private readonly struct Key(Uri url, HttpProtocol protocol) : IEquatable<Key>
    {
        private readonly Uri _url = url;
        private readonly HttpProtocol _protocol = protocol;

        public bool Equals(Key other) => ReferenceEquals(_url, other._url) && _protocol == other._protocol;

        public override bool Equals([NotNullWhen(true)] object? obj) => obj is Key other && Equals(other);

        public override int GetHashCode() => RuntimeHelpers.GetHashCode(_url) ^ (int)_protocol;
    }
}
