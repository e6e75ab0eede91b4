using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Edge.Forwarding;

/// <summary>Says who the client is: what a trusted proxy said is added to, what anybody else said is replaced.</summary>
internal ref struct ForwardedHeaders(bool trusted)
{
    public bool Trusted { get; } = trusted;

    public StringValues For { get; set; }

    public StringValues Host { get; set; }

    /// <param name="request">The request to the application.</param>
    /// <param name="context">The request of the client.</param>
    /// <param name="isHttps">What <see cref="ClientConnection"/> found, so that the application goes by the same as the guard.</param>
    public readonly void AddTo(HttpRequestMessage request, HttpContext context, bool isHttps)
    {
        var remote = context.Connection.RemoteIpAddress;
        var address = remote is { IsIPv4MappedToIPv6: true } ? remote.MapToIPv4().ToString() : remote?.ToString();
        if (Trusted && For.Count > 0)
            address = address is null ? For.ToString() : $"{For.ToString()}, {address}";

        Add(request, ForwardedNames.For, address);
        Add(request, ForwardedNames.Proto, isHttps ? "https" : "http");
        Add(request, ForwardedNames.Host, Trusted && Host.Count > 0 ? Host.ToString() : context.Request.Host.Value);
    }

    private static void Add(HttpRequestMessage request, string name, string? value)
    {
        if (!string.IsNullOrEmpty(value))
            request.Headers.TryAddWithoutValidation(name, value);
    }
}
