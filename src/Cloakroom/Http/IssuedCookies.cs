using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace Cloakroom.Http;

/// <summary>The cookies that one request issues. Only these leave with its response.</summary>
internal sealed class IssuedCookies
{
    private const string Announcement = "__Host-cloakroom-pending=; max-age=0; path=/; secure; httponly";

    private readonly SecretPair _secrets;
    private readonly DateTimeOffset? _expires;

    private IssuedCookies(IssuedKind kind, SecretPair secrets, DateTimeOffset? expires)
    {
        Kind = kind;
        _secrets = secrets;
        _expires = expires;
    }

    public static IssuedCookies None { get; } = new(IssuedKind.None, default, null);

    public static IssuedCookies Clearing { get; } = new(IssuedKind.Clearing, default, null);

    public IssuedKind Kind { get; }

    public static IssuedCookies Of(SecretPair secrets, SessionRecord record) =>
        new(IssuedKind.Pair, secrets, record.IsPersistent ? record.ExpiresAt : null);

    /// <summary>A rotation keeps the binding: what is issued then is one half, of no use to whom it reaches by accident.</summary>
    public IssuedCookies WithoutBinding() => new(IssuedKind.TokenOnly, _secrets, _expires);

    /// <summary>
    /// The cookies themselves leave at the very end. A cache inside the application, which decides before that, must know that there will be some:
    /// none stores a response that sets a cookie.
    /// </summary>
    public static void Announce(HttpContext context)
    {
        if (!context.Response.Headers.SetCookie.Contains(Announcement))
            context.Response.Headers.Append(HeaderNames.SetCookie, Announcement);
    }

    /// <summary>Takes the announcement back, for the cookies themselves to be set.</summary>
    public static void Withdraw(IHeaderDictionary headers)
    {
        var cookies = headers.SetCookie;
        if (cookies.Contains(Announcement))
            headers.SetCookie = cookies.Count == 1 ? StringValues.Empty : new StringValues([.. cookies.Where(cookie => cookie != Announcement)]);
    }

    public void AppendTo(HttpContext context, CookieReader reader, SessionCookieOptions options)
    {
        if (Kind == IssuedKind.None)
            return;
        var (token, binding) = reader.NamesFor(context);
        var attributes = new CookieOptions
        {
            HttpOnly = true,
            Secure = !reader.UsesPlainHttp(context),
            Path = "/",
            SameSite = options.SameSite,
            Expires = Kind == IssuedKind.Clearing ? DateTimeOffset.UnixEpoch : _expires,
            MaxAge = Kind == IssuedKind.Clearing ? TimeSpan.Zero : null,
        };
        Append(token, Kind == IssuedKind.Clearing ? "" : _secrets.Token.Encode());
        if (Kind != IssuedKind.TokenOnly)
            Append(binding, Kind == IssuedKind.Clearing ? "" : _secrets.Binding.Encode());

        // Past Response.Cookies, where a cookie policy may drop them for lack of consent, or change them.
        void Append(string name, string value) => context.Response.Headers.Append(HeaderNames.SetCookie, attributes.CreateCookieHeader(name, value).ToString());
    }
}

internal enum IssuedKind
{
    None,
    Pair,
    TokenOnly,
    Clearing,
}
