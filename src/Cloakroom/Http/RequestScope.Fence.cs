using Cloakroom.Journal;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Cloakroom.Http;

/// <summary>The flow fence (invariant I6): who may use the request's session.</summary>
internal sealed partial class RequestScope
{
    private static readonly AsyncLocal<RequestScope?> CurrentFlow = new();

    private volatile bool _hasEnded;
    private MixupParty? _bearer;

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
        RequireStillServed();
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

        if (victim is not null && victim.Services.Journal.RuleFor(MixupKind.CrossFlow) == RuleMode.Observe)
            await victim.LearnReceiverAsync();
        var known = victim ?? flow
            ?? throw new CloakroomException(
                CloakroomErrorCode.Misconfigured, "This request did not come through Cloakroom's pipeline. Register it with services.AddCloakroom() on the host that serves the request.");
        var blocks = await known.Services.Journal.ReportAsync(
            MixupKind.CrossFlow,
            flow?.Owner() ?? MixupParty.Unknown,
            victim is { Outcome: not null } && !ReferenceEquals(victim, flow) ? victim.Receiver() : MixupParty.Unknown,
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

    /// <summary>Whether the code that runs here is another request's, and was let through because the rule only observes.</summary>
    private bool IsCrossed => !ReferenceEquals(CurrentFlow.Value, this) || _hasEnded;

    /// <summary>To whose browser a session goes that is made for a subject here; null for that subject's own.</summary>
    private MixupParty? ReceiverOfNew(string subject)
    {
        // Refreshed in the same browser a session stays what it is; of another subject it is that browser's own.
        var receiver = Current?.Subject == subject ? Current.Receiver : IsCrossed ? Receiver() : null;
        return receiver?.Subject == subject ? null : receiver;
    }

    /// <summary>Names the session that now is in a browser which it was not made for: what that browser is served from here on is known by it.</summary>
    private Task ReportIssuedAcrossAsync(OpenSession issued, MixupParty receiver) => services.Journal.ReportExposedAsync(
        MixupKind.CrossFlow, issued.Record.Party, receiver, Route, "The session was issued to another request's browser.");

    /// <summary>Whose session the request works with.</summary>
    private MixupParty Owner() => Current?.Record.Party ?? MixupParty.Unknown;

    /// <summary>Whose browser the answer goes to, whatever session that has been given before. One that brought none gets a name of its own, so that two of them are two.</summary>
    private MixupParty Receiver() => Current is { } session ? session.Receiver ?? session.Record.Party : _bearer ??= new MixupParty(null, PublicId.Create());

    /// <summary>Code of another request is about to be let through, maybe before this request has asked for its session itself.</summary>
    private async Task LearnReceiverAsync()
    {
        try
        {
            await OpenAsync();
        }
        catch (CloakroomException)
        {
            // Whose it is stays unknown; that is told to whoever needs the session.
        }
    }
}
