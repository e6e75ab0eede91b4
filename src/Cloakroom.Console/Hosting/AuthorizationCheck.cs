using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Infrastructure;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Console.Hosting;

/// <summary>Finds out, before the application serves anything, whether a policy says who may use the console; and asks that policy once more at each request.</summary>
/// <remarks>
/// Once more, since the framework leaves it to a middleware, which an application can put in the wrong place or leave out, and since endpoints change on their way through groups and what wraps them.
/// </remarks>
/// <param name="endpoints">Where it was mapped.</param>
/// <param name="pattern">The path, for messages.</param>
internal sealed class AuthorizationCheck(IEndpointRouteBuilder endpoints, string pattern)
{
    private volatile bool _isPassed;

    /// <summary>Nothing is answered before this, so that nobody slips in while the application starts.</summary>
    public bool IsPassed => _isPassed;

    /// <param name="hasStarted">Whether all endpoints are known, those within groups too.</param>
    /// <exception cref="CloakroomException">No policy, or one that lets everybody in.</exception>
    public async Task RunAsync(bool hasStarted)
    {
        if (_isPassed || (!hasStarted && endpoints is RouteGroupBuilder))
            return;
        // Those that are served, which have what groups around them add, whoever has built these.
        var sources = hasStarted ? endpoints.ServiceProvider.GetRequiredService<EndpointDataSource>().Endpoints : endpoints.DataSources.SelectMany(source => source.Endpoints);
        foreach (var endpoint in sources.Where(endpoint => endpoint.Metadata.GetMetadata<AuthorizationCheck>() == this))
            await RequirePolicyAsync(endpoint);
        _isPassed = hasStarted;
    }

    /// <summary>Whether the policy of the request's endpoint, as it is served, admits its user.</summary>
    /// <exception cref="CloakroomException">It has none, or one that lets everybody in.</exception>
    public async Task<bool> AdmitsAsync(HttpContext context)
    {
        var requirements = await RequirePolicyAsync(context.GetEndpoint()!);
        return (await context.RequestServices.GetRequiredService<IAuthorizationService>().AuthorizeAsync(context.User, context, requirements)).Succeeded;
    }

    private async Task<IReadOnlyList<IAuthorizationRequirement>> RequirePolicyAsync(Endpoint endpoint)
    {
        if (endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null)
            throw Refused("allows anonymous requests. Whoever reaches it could sign everybody out. Remove AllowAnonymous()");
        var provider = endpoints.ServiceProvider.GetService<IAuthorizationPolicyProvider>()
            ?? throw Refused("has no authorization policy, since AddAuthorization() was not called. Call it");
        var data = endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>();
        var policies = endpoint.Metadata.GetOrderedMetadata<AuthorizationPolicy>();
        var requirements = endpoint.Metadata.GetOrderedMetadata<IAuthorizationRequirementData>();
        if (data.Count == 0 && policies.Count == 0)
            throw Refused("has no authorization policy");
        var policy = await AuthorizationPolicy.CombineAsync(provider, data, policies);
        IAuthorizationRequirement[] all = [.. policy?.Requirements ?? [], .. requirements.SelectMany(requirement => requirement.GetRequirements())];
        if (all.All(requirement => requirement is DenyAnonymousAuthorizationRequirement))
            throw Refused("is open to everybody who has signed in: its policy asks for nothing else");
        return all;
    }

    private CloakroomException Refused(string why) => new(
        CloakroomErrorCode.Misconfigured,
        $"The console at '{pattern}' {why}, and say who may use it: app.MapCloakroomConsole(\"{pattern}\").RequireAuthorization(policy => policy.RequireRole(\"operators\")).");
}
