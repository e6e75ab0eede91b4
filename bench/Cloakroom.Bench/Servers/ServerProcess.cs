using System.Diagnostics;
using System.Net.Http.Json;

namespace Cloakroom.Bench.Servers;

/// <summary>A variant in a process of its own.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _directory;
    private readonly HttpClient _client;

    private ServerProcess(Process process, DirectoryInfo directory, Variant variant, Uri address)
    {
        _process = process;
        _directory = directory;
        Variant = variant;
        Address = address;
        _client = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = address };
    }

    public Variant Variant { get; }

    public Uri Address { get; }

    public static async Task<ServerProcess> StartAsync(Variant variant, CancellationToken cancellationToken)
    {
        var directory = Directory.CreateTempSubdirectory($"cloakroom-bench-{variant.Name}-");
        var start = OwnProgram.With(ServeCommand.Name, variant.Name, directory.FullName);
        start.RedirectStandardOutput = true;
        var process = Process.Start(start) ?? throw new InvalidOperationException("The server process did not start.");
        while (await process.StandardOutput.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.StartsWith(ServeCommand.Listening, StringComparison.Ordinal))
                return new ServerProcess(process, directory, variant, new Uri(line[ServeCommand.Listening.Length..]));
        }

        throw new InvalidOperationException($"The server '{variant.Name}' ended before it listened.");
    }

    public async Task<ServerStats> StatsAsync(CancellationToken cancellationToken) =>
        await _client.GetFromJsonAsync<ServerStats>("/stats", cancellationToken) ?? throw new InvalidOperationException("No stats.");

    /// <summary>Signs users in and checks that each is who they are.</summary>
    /// <returns>The <c>Cookie</c> header of each; null where the variant has no sessions.</returns>
    public async Task<IReadOnlyList<string?>> SignInAsync(int users, CancellationToken cancellationToken)
    {
        if (!Variant.HasSessions)
            return [null];
        var cookies = new List<string?>(users);
        for (var user = 0; user < users; user++)
        {
            using var response = await _client.PostAsync($"/sign-in?user={user}", content: null, cancellationToken);
            response.EnsureSuccessStatusCode();
            var cookie = string.Join("; ", response.Headers.GetValues("Set-Cookie").Select(value => value.Split(';')[0]));
            using var request = new HttpRequestMessage(HttpMethod.Get, "/me") { Headers = { { "Cookie", cookie } } };
            using var me = await _client.SendAsync(request, cancellationToken);
            var name = await me.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
            if (name != Samples.SamplePeople.NameOf(user))
                throw new InvalidOperationException($"'{Variant.Name}' took user {user} for '{name}'.");
            cookies.Add(cookie);
        }

        return cookies;
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.StandardInput.Close();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(10));
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill();
        }

        _process.Dispose();
        _directory.Delete(recursive: true);
    }
}
