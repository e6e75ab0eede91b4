using System.Security.Claims;
using Cloakroom.Control;
using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary>Opening the session that the request brought, once, whoever asks first.</summary>
internal sealed partial class RequestScope
{
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
            if (_brought.HasFlag(BroughtHalves.Binding) && services.Opener.TryOpenCached(_secrets, Pass, out var session)
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

    private async Task<SessionOutcome> OpenSlowlyAsync()
    {
        try
        {
            var result = await services.Opener.OpenAsync(_secrets, _brought.HasFlag(BroughtHalves.Binding), Pass, Route, context.RequestAborted);
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
        _isClosed = result.Mode == CloakroomMode.Closed;
        if (result.Session is not null && !IsSafe(context.Request.Method))
            RequireMayWrite();
        Current = result.Session;
        Outcome = result.Outcome;
        _bearer = result.Bearer;
        if (result.Session is not null)
            NoteUse(result.Session, result.ForeignPresenter);
        return result.Outcome;
    }

    private void NoteUse(OpenSession session, MixupParty? foreignPresenter)
    {
        NoteRates(session, foreignPresenter);
        if (!services.Uses.IsEnabled)
            return;
        var nowMs = services.Time.GetUtcNow().ToUnixTimeMilliseconds();
        var isUnsafe = !IsSafe(context.Request.Method);
        var trace = isUnsafe ? UseJournal.CurrentTrace() : 0;
        if (foreignPresenter is null)
            session.Note(services.Uses, nowMs, isUnsafe, trace);
        else
            services.Uses.Note(new UseKey(session.Bits, PublicId.BitsOf(foreignPresenter.SessionId), UseRoute.Dynamic, IsForeign: true), nowMs, isUnsafe, trace);
    }

    private void NoteRates(OpenSession session, MixupParty? foreignPresenter)
    {
        var rates = services.Rates;
        if (!rates.IsEnabled)
            return;
        rates.Request();
        rates.Presented(foreignPresenter is null ? session.PresenterBits : PublicId.BitsOf(foreignPresenter.SessionId), session.Bits);
        if (rates.Samples(session.Bits))
            rates.UsedFrom(session.Bits, context.Connection.RemoteIpAddress);
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

    private void RequireMayWrite()
    {
        if (_isReadOnly && Pass == ModePass.None)
            throw new CloakroomException(CloakroomErrorCode.ReadOnly, "Sessions are read-only, by an operator.");
    }

    /// <summary>
    /// Closed, what was opened for an operator's route is for that alone. A refusal there, which anybody can cause, makes applications run the pipeline again for a page of their own, under another route.
    /// </summary>
    private void RequireStillServed()
    {
        if (_isClosed && Current is not null && Pass == ModePass.None)
            throw Refuse(new CloakroomException(CloakroomErrorCode.Closed, "Sessions are closed by an operator."));
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsTrace(method);
}
