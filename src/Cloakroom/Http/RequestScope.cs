using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Http;

/// <summary>One request's session: what it brought, what became of it, what it issues. Belongs to one execution flow (invariant I6).</summary>
/// <remarks>
/// Never pooled or reused. Servers reuse <see cref="HttpContext"/> for the next request of a connection, so code that kept one may hold another
/// user's request; it does not hold that request's flow.
/// </remarks>
internal sealed partial class RequestScope(RequestServices services, HttpContext context) : ICloakroomFeature, ISessionFeature
{
    private static readonly AsyncLocal<bool> IsValidating = new();

    private BroughtHalves _brought;
    private bool _hasRead;
    private bool? _isStatic;
    private Task<SessionOutcome>? _opening;
    private SecretPair _secrets;
    private RequestSession? _data;
    private IssuedCookies _issued = IssuedCookies.None;
    private CommitBeforeBody? _held;
    private CloakroomException? _commitFailure;
    private bool _isReadOnly;
    private bool _isClosed;

    public HttpContext Context => context;

    public RequestServices Services => services;

    public SessionOutcome? Outcome { get; private set; }

    /// <summary>The session in force for the rest of the request: the one brought, or the one signed in since.</summary>
    public OpenSession? Current { get; private set; }

    public SessionInfo? Session => Current?.Describe();

    public bool IsStaticRoute => _isStatic ??= services.Routes.IsStatic(context);

    /// <summary>Whether the answer may depend on whose session it is.</summary>
    public bool WasConsulted => _hasRead;

    /// <summary>Whether the request had a session, or something that claimed to be one.</summary>
    public bool WasMadeForSession => Current is not null || Refusal is not null || (_hasRead && _brought.HasFlag(BroughtHalves.Token));

    /// <summary>Whether it is a request of <c>cloakroom verify</c>, which the mode does not concern.</summary>
    private bool HasPass => services.Feed.Pass is { } pass && pass.Admits(context.Request.Headers[Control.VerifyPass.Header], services.Time.GetUtcNow());

    /// <summary>Whether, and why, the mode does not concern it: whoever can close everything must be able to open it again.</summary>
    private ModePass Pass => HasPass ? ModePass.Verify : context.GetEndpoint()?.Metadata.GetMetadata<OperatorRoute>() is not null ? ModePass.Operator : ModePass.None;

    /// <summary>What the request was refused with; the response guard sees to it that no other answer leaves.</summary>
    public CloakroomException? Refusal { get; private set; }

    /// <summary>Why the session could not be opened; asking again gives the same answer.</summary>
    public CloakroomException? OpenFailure { get; private set; }

    public IssuedCookies Issued => _issued;

    /// <summary>The route for mix-ups: a pattern or the first segment, so that paths with ids do not leave.</summary>
    public string Route
    {
        get
        {
            if (context.GetEndpoint() is RouteEndpoint { RoutePattern.RawText: { } pattern })
                return pattern;
            var path = context.Request.Path.Value ?? "";
            var end = path.Length > 1 ? path.IndexOf('/', 1) : -1;
            return end < 0 ? path : path[..end];
        }
    }

    ISession ISessionFeature.Session
    {
        get => _data ??= new RequestSession(this);
        set => throw new CloakroomException(CloakroomErrorCode.Misconfigured, "HttpContext.Session is Cloakroom's; remove UseSession() from the pipeline.");
    }

    /// <summary>Notes that the request cannot be served, and gives the exception back to be thrown.</summary>
    public CloakroomException Refuse(CloakroomException e)
    {
        Refusal = e;
        if (e.Code is CloakroomErrorCode.StoreUnavailable or CloakroomErrorCode.StoreUnusable)
            Outcome ??= SessionOutcome.Unavailable;
        else if (e.Code == CloakroomErrorCode.ForeignRecord)
            Outcome = SessionOutcome.Foreign;
        return e;
    }

    /// <summary>Names the session in force to the edge in front, which refuses to hand the response to anybody else.</summary>
    public string EdgeOwnerTag() => Current is null ? OwnerTag.Nobody : OwnerTag.ForEdge(_secrets.Token.Encode());

    /// <summary>What sets this request apart in a cache inside the application; null for a request without a session.</summary>
    public string? CacheKeyPart()
    {
        if (!services.Cookies.Read(context, out var secrets).HasFlag(BroughtHalves.Token))
            return null;
        Span<byte> key = stackalloc byte[RecordKey.Size];
        secrets.CacheKey.CopyTo(key);
        Span<byte> hash = stackalloc byte[32];
        System.Security.Cryptography.HMACSHA256.HashData("cloakroom output cache v1"u8, key, hash);
        return Convert.ToBase64String(hash);
    }
}
