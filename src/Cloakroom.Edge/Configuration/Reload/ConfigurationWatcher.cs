using Cloakroom.Edge.Configuration.Reading;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Configuration.Reload;

/// <summary>Reads the configuration again when its file changes. A bad one is refused with all its errors, and the one before stays.</summary>
/// <remarks>
/// An event only says to look, and a slow look of its own finds what no event told (network drives, lost events). A change counts when it has been quiet for
/// <see cref="Quiet"/>; what is then missing or not JSON may be half-written, and is looked at again before anything is said.
/// </remarks>
internal sealed class ConfigurationWatcher : IDisposable
{
    public static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(200);
    public static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(10);

    private const int Patience = 5;

    private readonly EdgeSources _sources;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Lock _lock = new();
    private readonly DirectoryWatch? _directories;
    private readonly ITimer? _quiet;
    private readonly ITimer? _look;
    private FileSight _known;
    private int _unfinished;
    private bool _isMissing;
    private bool _isDisposed;

    /// <param name="sources">What <paramref name="options"/> were read from.</param>
    /// <param name="options">The options in force.</param>
    /// <param name="known">The file as it was just before they were read, so that a change since then is not missed.</param>
    /// <param name="time">The clock.</param>
    /// <param name="logger">Gets what came of each change.</param>
    public ConfigurationWatcher(EdgeSources sources, EdgeOptions options, FileSight known, TimeProvider time, ILogger<ConfigurationWatcher> logger)
    {
        (_sources, Options, _known, _time, _logger) = (sources, options, known, time, logger);
        if (sources.File is not { } file)
            return;
        _quiet = time.CreateTimer(_ => Look(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _look = time.CreateTimer(_ => Look(), null, LookInterval, LookInterval);
        _directories = new DirectoryWatch(file, Touch, why => Log.NotWatched(_logger, Shown.Of(file), why, LookInterval));
    }

    /// <summary>Gets options that are valid and not those in force. When it throws, the ones before stay.</summary>
    public event Action<EdgeOptions>? Changed;

    /// <summary>The options in force.</summary>
    public EdgeOptions Options { get; private set; }

    /// <summary>Begins to watch, after <see cref="Changed"/> has its listener.</summary>
    public void Start()
    {
        _directories?.Follow();
        Touch();
    }

    /// <summary>Something may have changed.</summary>
    public void Touch() => _quiet?.Change(Quiet, Timeout.InfiniteTimeSpan);

    public void Dispose()
    {
        lock (_lock)
        {
            _isDisposed = true;
        }

        _directories?.Dispose();
        _quiet?.Dispose();
        _look?.Dispose();
    }

    private void Look()
    {
        lock (_lock)
        {
            if (_isDisposed)
                return;
            _directories!.Follow();
            var now = FileSight.Of(_sources.File!);
            if (now == _known)
                (_unfinished, _isMissing) = (0, false);
            else if (!now.IsThere)
                Missing();
            else
                Read(now);
        }
    }

    private void Missing()
    {
        if (_isMissing || IsPerhapsUnfinished())
            return;
        _isMissing = true;
        Log.Missing(_logger, Shown.Of(_sources.File!));
    }

    private void Read(FileSight now)
    {
        EdgeConfigurationResult result;
        try
        {
            result = EdgeConfiguration.Read(_sources, _time);
        }
#pragma warning disable CA1031 // On a timer's thread an exception would end the process, for a file that somebody edits.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            _known = now;
            Log.NotApplied(_logger, failure);
            return;
        }

        if (result.Errors.Any(error => error.Key is null) && IsPerhapsUnfinished())
            return;
        (_known, _unfinished, _isMissing) = (now, 0, false);
        foreach (var warning in result.Warnings) Log.Warning(_logger, warning);
        if (result.Options is { } options)
        {
            Apply(options);
            return;
        }

        Log.Refused(_logger, result.Errors.Count());
        foreach (var error in result.Errors) Log.Error(_logger, error);
    }

    private bool IsPerhapsUnfinished()
    {
        if (++_unfinished >= Patience)
            return false;
        Touch();
        return true;
    }

    private void Apply(EdgeOptions read)
    {
        var (options, kept) = RestartOnly.Keep(Options, read);
        foreach (var option in kept) Log.NeedsRestart(_logger, option);
        if (RestartOnly.AreEqual(options, Options))
        {
            Log.Unchanged(_logger);
            return;
        }

        try
        {
            Changed?.Invoke(options);
        }
#pragma warning disable CA1031 // Whatever a listener throws: the old configuration is in force and the edge goes on.
        catch (Exception failure)
#pragma warning restore CA1031
        {
            Log.NotApplied(_logger, failure);
            return;
        }

        Options = options;
        Log.Applied(_logger);
    }
}
