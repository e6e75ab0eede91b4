using Cloakroom.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Cloakroom.Hosting;

/// <summary>Registers the scheme once all others are known: takes over one of the same name, and is the default where there is none.</summary>
internal sealed class SchemeRegistration(SchemeName name) : IPostConfigureOptions<AuthenticationOptions>
{
    public void PostConfigure(string? _, AuthenticationOptions options)
    {
        if (options.SchemeMap.TryGetValue(name.Value, out var existing))
            existing.HandlerType = typeof(CloakroomHandler);
        else
            options.AddScheme<CloakroomHandler>(name.Value, displayName: null);
        if (options.DefaultAuthenticateScheme is null)
            options.DefaultScheme ??= name.Value;
    }
}
