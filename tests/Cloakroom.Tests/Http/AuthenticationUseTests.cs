using System.Security.Claims;
using Cloakroom.Http;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Tests.Http;

/// <summary>When the shortcut past the authentication middleware may be taken (decision 0009).</summary>
public sealed class AuthenticationUseTests
{
    [Fact]
    public async Task IsStock_FrameworksOwnServices_IsTrue()
    {
        await using var app = Build(_ => { });

        AuthenticationUse.IsStock(app.Services).ShouldBeTrue();
    }

    [Fact]
    public async Task IsStock_ClaimsTransformation_IsFalse()
    {
        await using var app = Build(services => services.AddScoped<IClaimsTransformation, Transformation>());

        AuthenticationUse.IsStock(app.Services).ShouldBeFalse();
    }

    private static WebApplication Build(Action<IServiceCollection> configure)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddLogging().AddCloakroom();
        configure(builder.Services);
        return builder.Build();
    }

    private sealed class Transformation : IClaimsTransformation
    {
        public Task<ClaimsPrincipal> TransformAsync(ClaimsPrincipal principal) => Task.FromResult(principal);
    }
}
