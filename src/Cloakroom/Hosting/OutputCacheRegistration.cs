using Cloakroom.Http;
using Microsoft.AspNetCore.OutputCaching;
using Microsoft.Extensions.Options;

namespace Cloakroom.Hosting;

/// <summary>Adds <see cref="SessionKeyPolicy"/> in front of the application's output-cache policies. Without output caching it has no effect.</summary>
internal sealed class OutputCacheRegistration : IPostConfigureOptions<OutputCacheOptions>
{
    public void PostConfigure(string? name, OutputCacheOptions options) => options.AddBasePolicy(new SessionKeyPolicy());
}
