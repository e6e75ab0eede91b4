using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Http;

/// <summary>Finds the two halves in the <c>Cookie</c> header, in one pass and without allocating, however many other cookies there are.</summary>
/// <remarks>
/// The server bounds the header (Kestrel: 32 KB in all). A half that is malformed, or that comes twice with different values,
/// counts as not brought: guessing which of two credentials is meant is how sessions get swapped.
/// </remarks>
internal sealed class CookieReader(IOptions<CloakroomOptions> options, ILogger<CookieReader> logger)
{
    private readonly SessionCookieOptions _options = options.Value.Cookies;

    /// <summary>The names in use for this request: without the prefix only for plain http in development.</summary>
    public (string Token, string Binding) NamesFor(HttpContext context) =>
        UsesPlainHttp(context) ? (Unprefixed(_options.Token), Unprefixed(_options.Binding)) : (_options.Token, _options.Binding);

    /// <summary>Whether this is plain http that development mode allows: a loopback connection to a loopback host.</summary>
    public bool UsesPlainHttp(HttpContext context) => _options.AllowHttpOnLocalhost && !context.Request.IsHttps && IsLoopback(context);

    /// <summary>Whether either cookie is there at all, usable or not.</summary>
    public bool FindsAny(HttpContext context) => Read(context, out _) != BroughtHalves.Nothing;

    /// <summary>Reads what the request brought.</summary>
    /// <param name="context">The request.</param>
    /// <param name="secrets">The halves that are usable; zeros for one that is not.</param>
    public BroughtHalves Read(HttpContext context, out SecretPair secrets)
    {
        secrets = default;
        var header = context.Request.Headers.Cookie;
        if (header.Count == 0)
            return BroughtHalves.Nothing;
        var (tokenName, bindingName) = NamesFor(context);
        var token = new Half();
        var binding = new Half();
        foreach (var line in header)
        {
            var rest = line.AsSpan();
            while (!rest.IsEmpty)
            {
                var end = rest.IndexOf(';');
                var pair = (end < 0 ? rest : rest[..end]).Trim(' ');
                rest = end < 0 ? default : rest[(end + 1)..];
                token.Offer(pair, tokenName);
                binding.Offer(pair, bindingName);
            }
        }

        if (token.IsAmbiguous || binding.IsAmbiguous)
            Log.AmbiguousCookies(logger);
        if (token.IsUsable)
            secrets.Token = token.Value;
        if (binding.IsUsable)
            secrets.Binding = binding.Value;
        return (token.IsNamed || binding.IsNamed ? BroughtHalves.Name : BroughtHalves.Nothing)
            | (token.IsUsable ? BroughtHalves.Token : BroughtHalves.Nothing)
            | (binding.IsUsable ? BroughtHalves.Binding : BroughtHalves.Nothing);
    }

    /// <summary>Whether a <c>Set-Cookie</c> value sets one of the two cookies, under either name.</summary>
    public bool IsOwn(ReadOnlySpan<char> setCookie)
    {
        var name = NameOf(setCookie);
        return name.SequenceEqual(_options.Token) || name.SequenceEqual(_options.Binding)
            || (_options.AllowHttpOnLocalhost
                && (name.SequenceEqual(Unprefixed(_options.Token)) || name.SequenceEqual(Unprefixed(_options.Binding))));
    }

    /// <summary>Whether a <c>Set-Cookie</c> value sets a cookie that makes the response uncacheable.</summary>
    public bool IsGuarded(StringValues setCookies)
    {
        foreach (var setCookie in setCookies)
        {
            if (IsGuarded(setCookie.AsSpan()))
                return true;
        }

        return false;
    }

    public bool IsGuarded(ReadOnlySpan<char> setCookie)
    {
        if (IsOwn(setCookie))
            return true;
        var name = NameOf(setCookie);
        foreach (var pattern in _options.AlsoGuarded)
        {
            var matches = pattern.EndsWith('*')
                ? name.StartsWith(pattern.AsSpan(0, pattern.Length - 1), StringComparison.Ordinal)
                : name.SequenceEqual(pattern);
            if (matches)
                return true;
        }

        return false;
    }

    public static string Unprefixed(string name) => name["__Host-".Length..];

    private static ReadOnlySpan<char> NameOf(ReadOnlySpan<char> setCookie)
    {
        var end = setCookie.IndexOf('=');
        return end < 0 ? default : setCookie[..end].Trim(' ');
    }

    private static bool IsLoopback(HttpContext context)
    {
        // The in-memory test server has no address; it cannot be reached from elsewhere either.
        if (context.Connection.RemoteIpAddress is { } address && !System.Net.IPAddress.IsLoopback(address))
            return false;
        var host = context.Request.Host.Host;
        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (System.Net.IPAddress.TryParse(host, out var literal) && System.Net.IPAddress.IsLoopback(literal));
    }

    private ref struct Half
    {
        private ReadOnlySpan<char> _text;
        private bool _decoded;

        public Secret Value;

        public bool IsNamed { get; private set; }

        public bool IsAmbiguous { get; private set; }

        public readonly bool IsUsable => _decoded && !IsAmbiguous;

        public void Offer(ReadOnlySpan<char> pair, string name)
        {
            if (pair.Length <= name.Length || pair[name.Length] != '=' || !pair.StartsWith(name, StringComparison.Ordinal))
                return;
            var text = pair[(name.Length + 1)..];
            if (IsNamed)
            {
                IsAmbiguous |= !text.SequenceEqual(_text);
                return;
            }

            IsNamed = true;
            _text = text;
            _decoded = Secret.TryDecode(text, out Value);
        }
    }
}

/// <summary>What a request brought.</summary>
[Flags]
internal enum BroughtHalves : byte
{
    Nothing = 0,

    /// <summary>A cookie of either name, usable or not.</summary>
    Name = 1,

    Token = 2,
    Binding = 4,
}
