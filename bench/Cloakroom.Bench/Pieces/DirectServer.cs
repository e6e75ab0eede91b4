using System.IO.Pipelines;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Cloakroom.Bench.Pieces;

/// <summary>A server without a network: what is left is the pipeline.</summary>
internal sealed class DirectServer : IServer
{
    private Func<IFeatureCollection, Task>? _process;

    public IFeatureCollection Features { get; } = new FeatureCollection();

    public DirectServer() => Features.Set<IServerAddressesFeature>(new ServerAddressesFeature());

    public Task StartAsync<TContext>(IHttpApplication<TContext> application, CancellationToken cancellationToken)
        where TContext : notnull
    {
        _process = async features =>
        {
            var context = application.CreateContext(features);
            await application.ProcessRequestAsync(context);
            await features.GetRequiredFeature<IHttpResponseBodyFeature>().StartAsync();
            application.DisposeContext(context, exception: null);
        };
        return Task.CompletedTask;
    }

    public async Task<DirectResponse> SendAsync(string method, string path, string query, string? cookie)
    {
        var response = new DirectResponse();
        var request = new HttpRequestFeature { Method = method, Path = path, QueryString = query, RawTarget = path + query, Protocol = "HTTP/1.1", Scheme = "http" };
        request.Headers.Host = "localhost";
        if (cookie is not null)
            request.Headers.Cookie = cookie;
        var features = new FeatureCollection();
        features.Set<IHttpRequestFeature>(request);
        features.Set<IHttpResponseFeature>(response);
        features.Set<IHttpResponseBodyFeature>(response);
        await _process!(features);
        return response;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose()
    {
    }
}

/// <summary>Runs the callbacks as Kestrel does, last registered first, and drops the body.</summary>
internal sealed class DirectResponse : HttpResponseFeature, IHttpResponseBodyFeature
{
    private readonly Stack<(Func<object, Task> Callback, object State)> _onStarting = new();
    private PipeWriter? _writer;
    private bool _hasStarted;

    public override bool HasStarted => _hasStarted;

    public Stream Stream => Stream.Null;

    public PipeWriter Writer => _writer ??= PipeWriter.Create(Stream.Null);

    public override void OnStarting(Func<object, Task> callback, object state) => _onStarting.Push((callback, state));

    public async Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (_hasStarted)
            return;
        while (_onStarting.TryPop(out var entry))
            await entry.Callback(entry.State);
        _hasStarted = true;
    }

    public void DisableBuffering()
    {
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task CompleteAsync() => StartAsync();
}
