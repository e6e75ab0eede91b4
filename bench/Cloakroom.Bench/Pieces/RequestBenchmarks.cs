using BenchmarkDotNet.Attributes;
using Cloakroom.Bench.Samples;
using Cloakroom.Bench.Servers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Bench.Pieces;

/// <summary>A whole request through the pipeline, without a network and without Kestrel.</summary>
[MemoryDiagnoser]
public class RequestBenchmarks
{
    private readonly DirectServer _server = new();
    private DirectoryInfo? _directory;
    private WebApplication? _app;
    private string? _cookie;

    /// <summary>The names, as in the comparison.</summary>
    public static IEnumerable<string> Variants => Servers.Variant.All.Select(variant => variant.Name);

    /// <summary>One way to run the endpoint.</summary>
    [ParamsSource(nameof(Variants))]
    public string Variant { get; set; } = "";

    // BenchmarkDotNet's in-process toolchain does not wait for asynchronous set-ups.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => StopAsync().GetAwaiter().GetResult();

    private async Task StartAsync()
    {
        var variant = Servers.Variant.Of(Variant);
        _directory = Directory.CreateTempSubdirectory("cloakroom-bench-direct-");
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { ContentRootPath = _directory.FullName });
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<StoreCallCounter>();
        variant.AddServices(builder, _directory.FullName);
        builder.Services.Replace(ServiceDescriptor.Singleton<IServer>(_server));
        _app = builder.Build();
        variant.Map(_app);
        await _app.StartAsync();
        if (variant.HasSessions)
        {
            var response = await _server.SendAsync("POST", "/sign-in", "?user=7", cookie: null);
            _cookie = string.Join("; ", response.Headers.SetCookie.Select(value => value!.Split(';')[0]));
        }

        var answer = await _server.SendAsync("GET", "/me", "", _cookie);
        if (answer.StatusCode != StatusCodes.Status200OK || answer.Headers.ContentLength != SamplePeople.NameOf(7).Length)
            throw new InvalidOperationException($"'{Variant}' does not answer: {answer.StatusCode}.");
    }

    [Benchmark]
    public Task Me() => _server.SendAsync("GET", "/me", "", _cookie);

    private async Task StopAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
        _directory?.Delete(recursive: true);
    }
}
