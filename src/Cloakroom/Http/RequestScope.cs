using System.Security.Claims;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Features.Authentication;
using Microsoft.AspNetCore.Routing;

namespace Cloakroom.Http;

/// <summary>One request's session: what it brought, what became of it, what it issues. Belongs to one execution flow (invariant I6).</summary>
/// <remarks>
/// Never pooled or reused. Servers reuse <see cref="HttpContext"/> for the next request of a connection, so code that kept one may hold another
/// user's request; it does not hold that request's flow.
/// </remarks>
internal sealed partial class RequestScope(RequestServices services, HttpContext context) : ICloakroomFeature, ISessionFeature
{
    private static readonly AsyncLocal<RequestScope?> CurrentFlow = new();
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
    private volatile bool _hasEnded;

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

    /// <summary>Begins the request's flow; to be called from an async method, whose end restores the flow of before.</summary>
    public void Enter()
    {
        CurrentFlow.Value = this;
        // All at once and before anything has been looked up: every later change makes the context look its features up anew.
        context.Features.Set<ICloakroomFeature>(this);
        context.Features.Set<IHttpAuthenticationFeature>(this);
        context.Features.Set<IAuthenticateResultFeature>(this);
        context.Features.Set<IAuthenticationFeature>(this);
    }

    /// <summary>Ends the flow. Tasks that outlive the request keep this object, but not the secrets.</summary>
    public void End()
    {
        _hasEnded = true;
        _secrets = default;
    }

    /// <summary>The scope of the request that this code is running for, once the fence has let it pass.</summary>
    /// <exception cref="CloakroomException">
    /// <see cref="CloakroomErrorCode.CrossFlow"/>, or <see cref="CloakroomErrorCode.Misconfigured"/> outside Cloakroom's pipeline.
    /// </exception>
    public static ValueTask<RequestScope> RequireAsync(HttpContext context)
    {
        return OfOwnFlow(context) is { } scope
            ? new ValueTask<RequestScope>(scope)
            : new ValueTask<RequestScope>(CrossAsync(context, CurrentFlow.Value));
    }

    /// <summary>The same scope, for who can do without one; null where the fence would not let pass.</summary>
    public static RequestScope? OfOwnFlow(HttpContext context)
    {
        var flow = CurrentFlow.Value;
        return flow is not null && !flow._hasEnded && ReferenceEquals(flow.Context, context) ? flow : null;
    }

    /// <summary>The same fence, for the synchronous members of <see cref="ISession"/>.</summary>
    public void RequireOwnFlow()
    {
        var flow = CurrentFlow.Value;
        if (!ReferenceEquals(flow, this) || _hasEnded)
            CrossAsync(context, flow).GetAwaiter().GetResult();
    }

    /// <summary>
    /// The fence in front of <c>HttpContext.User</c>, which code may well read that runs for no request (a callback after the response, say): it stops only
    /// the code of another request, which cannot be anything but a mix-up.
    /// </summary>
    private void RefuseOtherRequests()
    {
        var flow = CurrentFlow.Value;
        if (flow is not null && !ReferenceEquals(flow, this) && ReferenceEquals(flow.Context, context))
            CrossAsync(context, flow).GetAwaiter().GetResult();
    }

    /// <summary>Opens the session that the request brought, once.</summary>
    /// <exception cref="CloakroomException">The outcome is <see cref="SessionOutcome.Unavailable"/>, or the mode refuses the request.</exception>
    public ValueTask<SessionOutcome> OpenAsync()
    {
        if (OpenFailure is not null)
            return ValueTask.FromException<SessionOutcome>(OpenFailure);
        // While the principal is being validated, its outcome is good for the validator alone.
        if (_opening is { IsCompleted: false } && !IsValidating.Value)
            return new ValueTask<SessionOutcome>(_opening);
        if (Outcome is { } known)
            return new ValueTask<SessionOutcome>(known);
        if (IsStaticRoute)
            return new ValueTask<SessionOutcome>(SessionOutcome.Missing);

        _brought = services.Cookies.Read(context, out _secrets);
        _hasRead = true;
        if (!_brought.HasFlag(BroughtHalves.Token))
        {
            Outcome = SessionOutcome.Missing;
            return new ValueTask<SessionOutcome>(SessionOutcome.Missing);
        }

        try
        {
            if (_brought.HasFlag(BroughtHalves.Binding) && services.Opener.TryOpenCached(_secrets, out var session)
                && services.Validator?.IsDue(session, services.Time.GetUtcNow()) is not true)
            {
                return new ValueTask<SessionOutcome>(Accept(new OpenResult(SessionOutcome.Valid, session, services.Feed.Mode.Mode)));
            }
        }
        catch (CloakroomException e)
        {
            OpenFailure = Refuse(e);
            return ValueTask.FromException<SessionOutcome>(e);
        }

        return new ValueTask<SessionOutcome>(_opening = OpenSlowlyAsync());
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

    public async Task SignInAsync(ClaimsPrincipal principal, AuthenticationProperties properties)
    {
        RequireWritable();
        await OpenAsync();
        var options = services.Options.Value;
        var subject = SubjectOf(principal)
            ?? throw new CloakroomException(
                CloakroomErrorCode.Misconfigured,
                $"The principal has neither a '{options.SubjectClaimType}' nor a 'sub' claim, so nobody could list or end its sessions. Add one, or set Cloakroom:SubjectClaimType.");
        // Data of an anonymous session is the visitor's own and moves along; data of somebody else's session never does.
        var current = Current;
        await FlushDataAsync(current is not null);
        var tenant = TenantOf(principal);
        var keepsData = Current is not null && (Current.Subject is null || (Current.Subject == subject && Current.Record.Tenant == tenant));
        var now = services.Time.GetUtcNow().TruncateToMilliseconds();
        properties.IssuedUtc = now;
        var issued = await Guarded(services.Writer.CreateAsync(
            new SessionDraft
            {
                Ticket = new AuthenticationTicket(principal, properties, services.Scheme.Value),
                Data = keepsData ? Current!.Data : SessionDataSet.Empty,
                Subject = subject,
                Tenant = tenant,
                ClientLabel = ClientLabel.From(context.Request.Headers.UserAgent),
                IsPersistent = properties.IsPersistent,
                ExpiresAt = properties.ExpiresUtc,
                Replaces = Current,
            },
            context.RequestAborted));
        Take(issued);
    }

    /// <summary>Ends the session, durably, before the cookies go.</summary>
    public async Task SignOutAsync()
    {
        RequireWritable();
        await OpenAsync();
        if (Current is not null)
            await Guarded(services.Writer.RevokeAsync(_secrets, Current, context.RequestAborted));
        ForgetPrincipal();
        Current = null;
        Outcome = SessionOutcome.Missing;
        _data?.Forget();
        _issued = _brought != BroughtHalves.Nothing || _issued.Kind != IssuedKind.None ? IssuedCookies.Clearing : IssuedCookies.None;
    }

    public async Task RotateAsync(ClaimsPrincipal? principal, bool reauthenticated, CancellationToken cancellationToken)
    {
        RequireWritable();
        await OpenAsync();
        if (Current is not { } session)
            throw new InvalidOperationException("The request has no session that could be rotated.");
        if (principal is not null && (!session.IsSignedIn || SubjectOf(principal) != session.Subject))
            throw new InvalidOperationException("The principal is of another subject than the session; sign in instead of rotating.");
        if (reauthenticated && !session.IsSignedIn)
            throw new InvalidOperationException("The session is anonymous, so nobody can have been authenticated again; sign in instead of rotating.");
        await FlushDataAsync(true);
        var rotation = new SessionRotation(
            principal is null ? null : Reissue(session, principal), principal is null ? session.Record.Tenant : TenantOf(principal), reauthenticated);
        Take(await Guarded(services.Writer.RotateAsync(_secrets, Current, rotation, cancellationToken)), isRotation: true);
    }

    /// <summary>Writes changed session data, while the response can still say that it could not.</summary>
    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        // An application that swallowed the failure gets it again: what it wants to say is not true.
        if (_commitFailure is not null)
            throw _commitFailure;
        if (_data?.TakeChanges() is not { } changes)
            return;
        try
        {
            if (Current is { } session)
            {
                RequireMayWrite();
                Current = await services.Writer.WriteAsync(_secrets, session, new SessionChange(changes), cancellationToken);
                return;
            }

            RequireWritable();
            SessionDataSet.Empty.TryMerge(changes, SessionDataSet.Empty, 1, out var data);
            if (data.Values.Count == 0)
                return;
            Take(await services.Writer.CreateAsync(
                new SessionDraft { Id = _data.AnnouncedId, Data = data, ClientLabel = ClientLabel.From(context.Request.Headers.UserAgent) },
                cancellationToken));
        }
        catch (CloakroomException e)
        {
            throw _commitFailure = Refuse(e);
        }
    }

    /// <summary>Whether <see cref="HoldResponse"/> stands in front of the body.</summary>
    public bool IsResponseHeld => _held is not null;

    public bool HasUnwrittenData => _data?.HasChanges is true;

    /// <summary>Called by <see cref="RequestSession"/> at the first change: from now on nothing leaves before the data is written.</summary>
    public void HoldResponse()
    {
        if (_held is not null)
            return;
        _held = new CommitBeforeBody(context.Features.GetRequiredFeature<IHttpResponseBodyFeature>(), this);
        context.Features.Set<IHttpResponseBodyFeature>(_held);
    }

    /// <summary>After the application: writes what it left unwritten, then lets go of the body.</summary>
    public async Task ReleaseResponseAsync()
    {
        await CommitAsync(context.RequestAborted);
        await _held!.FlushWriterAsync(context.RequestAborted);
        DropHeldResponse();
    }

    /// <summary>Gives the body back and drops what was held.</summary>
    public void DropHeldResponse()
    {
        if (_held is null)
            return;
        if (ReferenceEquals(context.Features.Get<IHttpResponseBodyFeature>(), _held))
            context.Features.Set(_held.Prior);
        _held = null;
    }

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

    private async Task<SessionOutcome> OpenSlowlyAsync()
    {
        try
        {
            var result = await services.Opener.OpenAsync(_secrets, _brought.HasFlag(BroughtHalves.Binding), Route, context.RequestAborted);
            if (result.Session is { IsSignedIn: true, IsInGrace: false } session && services.Validator?.IsDue(session, services.Time.GetUtcNow()) is true)
                result = await ValidateAsync(services.Validator, session, result.Mode);
            return Accept(result);
        }
        catch (CloakroomException e)
        {
            // A validation that failed half way had the session open already.
            Current = null;
            Outcome = null;
            OpenFailure = Refuse(e);
            throw;
        }
    }

    private SessionOutcome Accept(OpenResult result)
    {
        _isReadOnly = result.Mode == CloakroomMode.ReadOnly;
        if (result.Session is not null && !IsSafe(context.Request.Method))
            RequireMayWrite();
        Current = result.Session;
        Outcome = result.Outcome;
        return result.Outcome;
    }

    private async Task<OpenResult> ValidateAsync(IPrincipalValidator validator, OpenSession session, CloakroomMode mode)
    {
        // The validator may itself sign out, which opens the session: it must find this one, not wait for itself.
        IsValidating.Value = true;
        Current = session;
        Outcome = SessionOutcome.Valid;
        ClaimsPrincipal? principal;
        try
        {
            principal = await validator.ValidateAsync(context, session);
        }
        catch (Exception e) when (e is not CloakroomException)
        {
            throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, $"The session's principal could not be validated: {e.GetType().Name}.", e);
        }

        if (Outcome != SessionOutcome.Valid)
            return OpenResult.Of(SessionOutcome.Revoked);
        // A user who moved to another tenant signs in there; a session that the old tenant's epoch cannot end must not go on.
        if (principal is null || SubjectOf(principal) != session.Subject || TenantOf(principal) != session.Record.Tenant)
        {
            await services.Writer.RevokeAsync(_secrets, session, context.RequestAborted);
            return OpenResult.Of(SessionOutcome.Revoked);
        }

        var change = new SessionChange(new Dictionary<string, byte[]?>(), Reissue(session, principal));
        return new OpenResult(SessionOutcome.Valid, await services.Writer.WriteAsync(_secrets, session, change, context.RequestAborted), mode);
    }

    private AuthenticationTicket Reissue(OpenSession session, ClaimsPrincipal principal)
    {
        var properties = session.CreateProperties();
        properties.IssuedUtc = services.Time.GetUtcNow().TruncateToMilliseconds();
        return new AuthenticationTicket(principal, properties, services.Scheme.Value);
    }

    private void Take(IssuedSession issued, bool isRotation = false)
    {
        _secrets = issued.Secrets;
        _hasRead = true;
        ForgetPrincipal();
        Current = issued.Session;
        Outcome = SessionOutcome.Valid;
        OpenFailure = null;
        _data?.Rebase();
        IssuedCookies.Announce(context);
        var cookies = IssuedCookies.Of(issued.Secrets, issued.Session.Record);
        _issued = isRotation && _issued.Kind != IssuedKind.Pair ? cookies.WithoutBinding() : cookies;
    }

    private async Task FlushDataAsync(bool hasSession)
    {
        if (_data is null)
            return;
        if (hasSession)
            await CommitAsync(context.RequestAborted);
    }

    private async Task<T> Guarded<T>(Task<T> work)
    {
        try
        {
            return await work;
        }
        catch (CloakroomException e)
        {
            throw Refuse(e);
        }
    }

    private async Task Guarded(Task work)
    {
        try
        {
            await work;
        }
        catch (CloakroomException e)
        {
            throw Refuse(e);
        }
    }

    private void RequireMayWrite()
    {
        if (_isReadOnly)
            throw new CloakroomException(CloakroomErrorCode.ReadOnly, "Sessions are read-only, by an operator.");
    }

    private void RequireWritable()
    {
        if (context.Response.HasStarted)
        {
            throw new CloakroomException(
                CloakroomErrorCode.ResponseNotWritable, "The response has started, so its cookies cannot change any more. Sign in, sign out or rotate before writing the body.");
        }

        if (IsStaticRoute)
        {
            throw new CloakroomException(
                CloakroomErrorCode.ResponseNotWritable,
                $"The route '{Route}' is static: a session cookie on it could be cached and reach somebody else. Sign in elsewhere, or take the route out of Cloakroom:Static.");
        }

        if (!context.Request.IsHttps && !services.Cookies.UsesPlainHttp(context))
        {
            throw new CloakroomException(
                CloakroomErrorCode.InsecureTransport,
                "The request came over plain http, where __Host- cookies cannot be set. Serve https; behind a proxy that ends TLS, use ForwardedHeaders; on localhost in development, set Cloakroom:Cookies:AllowHttpOnLocalhost.");
        }
    }

    private string? SubjectOf(ClaimsPrincipal principal)
    {
        var subject = principal.FindFirst(services.Options.Value.SubjectClaimType)?.Value ?? principal.FindFirst("sub")?.Value;
        return string.IsNullOrEmpty(subject) ? null : subject;
    }

    private string? TenantOf(ClaimsPrincipal principal)
    {
        var type = services.Options.Value.TenantClaimType;
        var tenant = type is null ? null : principal.FindFirst(type)?.Value;
        return string.IsNullOrEmpty(tenant) ? null : tenant;
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);

    /// <summary>Somebody uses a request that is not theirs, or is over.</summary>
    private static async Task<RequestScope> CrossAsync(HttpContext context, RequestScope? flow)
    {
        RequestScope? victim;
        try
        {
            victim = context.Features.Get<ICloakroomFeature>() as RequestScope;
        }
        catch (Exception e) when (e is ObjectDisposedException or NullReferenceException)
        {
            victim = null; // The server has taken the context back.
        }

        // A context that was derived from the request's own, as for a part of a batch: this is the request's flow, and its scope what it gets.
        if (flow is { _hasEnded: false } && ReferenceEquals(victim, flow))
            return flow;

        var known = victim ?? flow
            ?? throw new CloakroomException(
                CloakroomErrorCode.Misconfigured, "This request did not come through Cloakroom's pipeline. Register it with services.AddCloakroom() on the host that serves the request.");
        var blocks = await known.Services.Journal.ReportAsync(
            MixupKind.CrossFlow,
            flow?.Party() ?? MixupParty.Unknown,
            victim is null || ReferenceEquals(victim, flow) ? MixupParty.Unknown : victim.Party(),
            known._hasEnded ? "" : known.Route,
            flow is null ? "A session was used by code that runs for no request."
            : ReferenceEquals(victim, flow) ? "A session was used by code that outlived its request."
            : "A session was used by code that runs for another request.");
        return !blocks && victim is not null
            ? victim
            : throw new CloakroomException(
                CloakroomErrorCode.CrossFlow,
                "The session of a request was used by code that does not run for it. Take what a background task needs out of HttpContext before the request ends.");
    }

    private MixupParty Party() => new(Current?.Subject, Current?.Record.Id);
}
