using Cloakroom.Console.Views;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Console.Hosting;

/// <summary>The framework's antiforgery, with a cookie of the console's own: whatever the application has done to its own does not matter here.</summary>
/// <remarks>Tokens are tied to the user. The keys are those of the application.</remarks>
internal sealed class ForgeryGuard
{
    private readonly IAntiforgery _antiforgery;

    public ForgeryGuard(IDataProtectionProvider protection, ILoggerFactory logging)
    {
        var services = new ServiceCollection();
        services.AddAntiforgery(options =>
        {
            options.Cookie.Name = "cloakroom-console-form";
            options.Cookie.SameSite = SameSiteMode.Strict;
            options.Cookie.HttpOnly = true;
            options.Cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
            options.FormFieldName = "__form";
            options.HeaderName = null;
            options.SuppressXFrameOptionsHeader = true;
        });
        services.AddSingleton<IDataProtectionProvider>(protection.CreateProtector("Cloakroom.Console"));
        services.AddSingleton(logging);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        _antiforgery = services.BuildServiceProvider().GetRequiredService<IAntiforgery>();
    }

    /// <summary>The hidden field of a form, and the cookie that goes with it.</summary>
    public RenderFragment Field(HttpContext context)
    {
        var tokens = _antiforgery.GetAndStoreTokens(context);
        return ConfirmParts.Forgery(tokens.FormFieldName, tokens.RequestToken!);
    }

    /// <summary>Whether a form came from a page of the console, made for this user.</summary>
    public async Task<bool> IsOwnAsync(HttpContext context) => !ConsoleHeaders.IsForeign(context.Request) && await _antiforgery.IsRequestValidAsync(context);
}
