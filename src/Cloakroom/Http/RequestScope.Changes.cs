using System.Security.Claims;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Http;

/// <summary>What a request changes: signing in and out, rotating, writing data.</summary>
internal sealed partial class RequestScope
{
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
        if (Current is not null)
            await CommitAsync(context.RequestAborted);
        var tenant = TenantOf(principal);
        var keepsData = Current is not null && (Current.Subject is null || (Current.Subject == subject && Current.Record.Tenant == tenant));
        var now = services.Time.GetUtcNow().TruncateToMilliseconds();
        properties.IssuedUtc = now;
        var receiver = ReceiverOfNew(subject);
        SessionReceiver.Set(properties, receiver);
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
                HasPass = HasPass,
            },
            context.RequestAborted));
        Take(issued);
        if (receiver is not null)
            await ReportIssuedAcrossAsync(issued.Session, receiver);
    }

    /// <summary>Ends the session, durably, before the cookies go.</summary>
    public async Task SignOutAsync()
    {
        RequireWritable();
        await OpenAsync();
        if (Current is not null)
        {
            await Guarded(services.Writer.RevokeAsync(_secrets, Current, context.RequestAborted));
            services.Rates.SignOut();
        }

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
        await CommitAsync(context.RequestAborted);
        var rotation = new SessionRotation(
            principal is null ? null : Reissue(session, principal), principal is null ? session.Record.Tenant : TenantOf(principal), reauthenticated)
        {
            HasPass = HasPass,
        };
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
                new SessionDraft { Id = _data.AnnouncedId, Data = data, ClientLabel = ClientLabel.From(context.Request.Headers.UserAgent), HasPass = HasPass },
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

    private AuthenticationTicket Reissue(OpenSession session, ClaimsPrincipal principal)
    {
        var properties = session.CreateProperties();
        properties.IssuedUtc = services.Time.GetUtcNow().TruncateToMilliseconds();
        return new AuthenticationTicket(principal, properties, services.Scheme.Value);
    }

    private void Take(IssuedSession issued, bool isRotation = false)
    {
        var keepsBinding = isRotation && issued.Secrets.BindingKey == _secrets.BindingKey;
        _secrets = issued.Secrets;
        _hasRead = true;
        ForgetPrincipal();
        Current = issued.Session;
        Outcome = SessionOutcome.Valid;
        OpenFailure = null;
        _data?.Rebase();
        IssuedCookies.Announce(context);
        var cookies = IssuedCookies.Of(issued.Secrets, issued.Session.Record);
        _issued = keepsBinding && _issued.Kind != IssuedKind.Pair ? cookies.WithoutBinding() : cookies;
    }

    private async Task<T> Guarded<T>(Task<T> work)
    {
        await Guarded((Task)work);
        return await work;
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
}
