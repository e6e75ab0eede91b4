using Microsoft.AspNetCore.Builder;

namespace Cloakroom.Http;

/// <summary>Declares an endpoint static: its answer is the same for everybody, may be cached, and neither reads nor writes guarded cookies.</summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
public sealed class StaticRouteAttribute : Attribute;

/// <summary>Declares endpoints static.</summary>
public static class StaticRouteExtensions
{
    /// <summary>Declares the endpoints static, as <see cref="StaticRouteAttribute"/> does.</summary>
    /// <typeparam name="TBuilder">The kind of endpoint builder.</typeparam>
    /// <param name="builder">The endpoints.</param>
    public static TBuilder AsStaticRoute<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(endpoint => endpoint.Metadata.Add(new StaticRouteAttribute()));
        return builder;
    }
}
