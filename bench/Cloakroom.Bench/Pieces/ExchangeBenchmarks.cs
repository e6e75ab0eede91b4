using BenchmarkDotNet.Attributes;
using Cloakroom.Bench.Edge;
using Cloakroom.Edge.Control;
using Cloakroom.Edge.Guard;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Cloakroom.Bench.Pieces;

/// <summary>What the edge adds to forwarding the usual request: GET, one sealed cookie among others, a response without <c>Set-Cookie</c>.</summary>
[MemoryDiagnoser]
public class ExchangeBenchmarks
{
    private const string Path = "/projects/4711/issues";
    private readonly DefaultHttpContext _context = new();
    private DirectEdge? _edge;
    private EdgeState? _state;
    private RequestGuard? _requests;
    private ResponseGuard? _responses;
    private string _cookies = "";

    // BenchmarkDotNet's in-process toolchain does not wait for asynchronous set-ups.
    [GlobalSetup]
    public void Start() => StartAsync().GetAwaiter().GetResult();

    [GlobalCleanup]
    public void Stop() => _edge!.DisposeAsync().AsTask().GetAwaiter().GetResult();

    [Benchmark]
    public bool Classify() => _state!.Policy.Routes.Classify(_context).IsStatic;

    [Benchmark]
    public bool Open() => OpenAsync().HasSession;

    [Benchmark]
    public bool OpenAndGuardResponse()
    {
        var exchange = OpenAsync();
        _context.Response.Headers.Clear();
        var applying = _responses!.ApplyAsync(exchange, _context.Response.Headers);
        return applying.IsCompletedSuccessfully && applying.Result;
    }

    /// <summary>With the forwarder's copying of headers, and the request and response messages that copying needs.</summary>
    [Benchmark]
    public Task Request() => _edge!.SendAsync("GET", Path, _cookies);

    private Exchange OpenAsync()
    {
        var exchange = new Exchange(_context, _state!.Policy, EdgeControlView.Initial, _state.Policy.Routes.Classify(_context), isHttps: false);
        if (!_requests!.OpenAsync(exchange).IsCompletedSuccessfully)
            throw new InvalidOperationException("Opening one's own cookie waits for nothing.");
        return exchange;
    }

    private async Task StartAsync()
    {
        _edge = await DirectEdge.StartAsync(
            directory: null, static request => request.Method == HttpMethod.Post ? DirectEdge.SignedIn("0123456789abcdef0123456789abcdef") : DirectEdge.Page());
        _state = _edge.Services.GetRequiredService<EdgeRuntime>().State;
        _requests = _edge.Services.GetRequiredService<RequestGuard>();
        _responses = _edge.Services.GetRequiredService<ResponseGuard>();
        _cookies = "_ga=GA1.2.1234567890.1700000000; " + await _edge.SignInAsync() + "; theme=dark";
        _context.Request.Method = "GET";
        _context.Request.Scheme = "http";
        _context.Request.Host = new HostString("localhost");
        _context.Request.Path = Path;
        _context.Features.Get<IHttpRequestFeature>()!.RawTarget = Path;
        _context.Request.Headers.Cookie = _cookies;
        if (!Open() || !OpenAndGuardResponse() || _context.Response.Headers.CacheControl != "no-store")
            throw new InvalidOperationException("What is measured does not work.");
    }
}
