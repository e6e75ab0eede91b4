using Cloakroom.Sessions;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;

namespace Notebook.Features.Account;

/// <summary>Step-up: dangerous pages want the password again, at most five minutes ago, in this very session (OWASP ASVS 5.0 7.5.1, 7.5.3).</summary>
public sealed class RecentPassword(TimeProvider time, ISessionManager sessions)
{
    private const string Key = "password-confirmed-at";

    private static readonly TimeSpan Validity = TimeSpan.FromMinutes(5);

    public bool IsRecent(ISession session) =>
        session.TryGetValue(Key, out var stored)
        && time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(BitConverter.ToInt64(stored)) < Validity;

    public async Task ConfirmAsync(HttpContext context, CancellationToken cancellationToken)
    {
        context.Session.Set(Key, BitConverter.GetBytes(time.GetUtcNow().ToUnixTimeMilliseconds()));
        // From here on the session may do more, so whoever knew its token before must not come along.
        await sessions.RotateAsync(context, reauthenticated: true, cancellationToken: cancellationToken);
    }
}

/// <summary>Put this on a page that needs <see cref="RecentPassword"/>.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class RequireRecentPasswordAttribute : Attribute, IAsyncPageFilter
{
    public Task OnPageHandlerSelectionAsync(PageHandlerSelectedContext context) => Task.CompletedTask;

    public Task OnPageHandlerExecutionAsync(PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (context.HttpContext.RequestServices.GetRequiredService<RecentPassword>().IsRecent(context.HttpContext.Session))
            return next();
        context.Result = new RedirectToPageResult("/Account/Confirm", new { returnUrl = context.HttpContext.Request.Path.Value });
        return Task.CompletedTask;
    }
}
