using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reload;

namespace Cloakroom.Edge.Tests.Configuration.Reload;

/// <summary>An <c>edge.json</c> that is watched, by a clock of the test's or the real one.</summary>
internal sealed class WatchedFile : IDisposable
{
    private readonly TemporaryDirectory _directory;
    private readonly TimeProvider _time;

    public WatchedFile(TimeProvider time, TemporaryDirectory? directory = null, string name = "edge.json", EdgeSources? sources = null)
    {
        (_time, _directory) = (time, directory ?? new TemporaryDirectory());
        File = _directory.At(name);
        if (!System.IO.File.Exists(File))
            Write(Json("one"));
        sources = (sources ?? new EdgeSources()) with { File = File };
        var known = FileSight.Of(File);
        Watcher = new ConfigurationWatcher(sources, EdgeConfiguration.Read(sources, time).Options!, known, time, Log);
        Watcher.Changed += options =>
        {
            lock (Changes) Changes.Add(options.Cookies[0].Name);
        };
    }

    public string File { get; }

    public TemporaryDirectory Directory => _directory;

    public ConfigurationWatcher Watcher { get; }

    public LogOfTest<ConfigurationWatcher> Log { get; } = new();

    public List<string> Changes { get; } = [];

    public string? Last
    {
        get
        {
            lock (Changes) return Changes.LastOrDefault();
        }
    }

    public static string Json(string cookie, string more = "") =>
        $$"""{ "upstreams": [ { "url": "http://127.0.0.1:3000" } ], "cookies": [ { "name": "{{cookie}}" } ]{{more}} }""";

    public void Write(string content) => System.IO.File.WriteAllText(File, content);

    /// <summary>Tells the watcher to look, as an event does, and lets the time pass that it waits.</summary>
    public void LookNow(int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            Watcher.Touch();
            ((Cloakroom.Tests.Hosting.ManualClock)_time).Advance(ConfigurationWatcher.Quiet);
        }
    }

    public void Dispose()
    {
        Watcher.Dispose();
        _directory.Dispose();
    }
}
