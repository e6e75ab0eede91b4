using System.Security.Claims;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Cloakroom.Http;

/// <summary>The request's principal, made when somebody looks at it. The scope stands for the features that the framework would make for it.</summary>
internal sealed partial class RequestScope : IHttpAuthenticationFeature, IAuthenticateResultFeature, IAuthenticationFeature
{
    private ClaimsPrincipal? _principal;
    private AuthenticateResult? _authenticated;

    // The user of the request, which stays who it was when the request signs somebody in or out.
    private bool _isUserTheSessions;
    private ClaimsPrincipal? _user;
    private AuthenticateResult? _userResult;

    private PathString? _originalPath;
    private PathString? _originalPathBase;

    // Where no authentication middleware has noted it, the framework's handlers take the path as it is.
    PathString IAuthenticationFeature.OriginalPath
    {
        get => _originalPath ?? context.Request.Path;
        set => _originalPath = value;
    }

    PathString IAuthenticationFeature.OriginalPathBase
    {
        get => _originalPathBase ?? context.Request.PathBase;
        set => _originalPathBase = value;
    }

    ClaimsPrincipal? IHttpAuthenticationFeature.User
    {
        get
        {
            RefuseOtherRequests();
            RequireStillServed();
            return _isUserTheSessions ? PrincipalOfSession() : _user;
        }

        // Setting one of the two features means that the other is out of date.
        set => (_isUserTheSessions, _user, _userResult) = (false, value, null);
    }

    AuthenticateResult? IAuthenticateResultFeature.AuthenticateResult
    {
        get => _isUserTheSessions ? AuthenticateSession() : _userResult;
        set => (_isUserTheSessions, _user, _userResult) = (false, value?.Principal, value);
    }

    // An application may look from several threads at once, and all of them must see the same; hence the exchanges.

    /// <summary>The principal of the signed-in session in force; asking twice gives one.</summary>
    public ClaimsPrincipal PrincipalOfSession()
    {
        if (_principal is { } known)
            return known;
        var made = Current!.CreatePrincipal()!;
        return Interlocked.CompareExchange(ref _principal, made, null) ?? made;
    }

    /// <summary>Success, with the signed-in session in force; asking twice gives one.</summary>
    public AuthenticateResult AuthenticateSession()
    {
        RequireStillServed();
        if (_authenticated is { } known)
            return known;
        var made = AuthenticateResult.Success(new AuthenticationTicket(PrincipalOfSession(), PropertiesOf(Current!), services.Scheme.Value));
        return Interlocked.CompareExchange(ref _authenticated, made, null) ?? made;
    }

    /// <summary>Makes the session's principal the request's user, without making the principal.</summary>
    public void ProvideUser()
    {
        _isUserTheSessions = true;
        TakeFeatures();
    }

    /// <summary>Takes over the user that the framework's authentication middleware has put beside the fence.</summary>
    public void AdoptUser()
    {
        var feature = context.Features.Get<IHttpAuthenticationFeature>();
        if (ReferenceEquals(feature, this))
            return;
        var result = context.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult;
        (_isUserTheSessions, _user, _userResult) = (false, feature?.User, result);
        TakeFeatures();
    }

    /// <summary>As the authentication middleware does, for handlers of other schemes.</summary>
    public void NoteOriginalPath()
    {
        _originalPath = context.Request.Path;
        _originalPathBase = context.Request.PathBase;
        if (!ReferenceEquals(context.Features.Get<IAuthenticationFeature>(), this))
            context.Features.Set<IAuthenticationFeature>(this);
    }

    private void TakeFeatures()
    {
        if (!ReferenceEquals(context.Features.Get<IHttpAuthenticationFeature>(), this))
            context.Features.Set<IHttpAuthenticationFeature>(this);
        if (!ReferenceEquals(context.Features.Get<IAuthenticateResultFeature>(), this))
            context.Features.Set<IAuthenticateResultFeature>(this);
    }

    /// <summary>Before another session, or none, comes into force.</summary>
    private void ForgetPrincipal()
    {
        if (_isUserTheSessions)
            (_userResult, _user, _isUserTheSessions) = (AuthenticateSession(), PrincipalOfSession(), false);
        _principal = null;
        _authenticated = null;
    }

    private static AuthenticationProperties PropertiesOf(OpenSession session)
    {
        var properties = session.CreateProperties();
        properties.ExpiresUtc = session.Record.ExpiresAt;
        properties.IsPersistent = session.Record.IsPersistent;
        return properties;
    }
}
