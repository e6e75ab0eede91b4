using Cloakroom.Tests.Hosting;

namespace Cloakroom.Edge.Tests.Configuration.Reload;

/// <summary>Which changes of a real file system are heard, sooner than the look that happens anyway.</summary>
public sealed class FileEventTests
{
    [Fact]
    public async Task Watch_AFileWrittenInPlace_HearsIt()
    {
        using var file = Watch();
        file.Write(WatchedFile.Json("two"));

        await Eventually.TrueAsync(() => file.Last == "two");
    }

    [Fact]
    public async Task Watch_AFileReplacedByRenaming_HearsItEveryTime()
    {
        using var file = Watch();
        foreach (var cookie in new[] { "two", "three" })
        {
            File.Move(file.Directory.Write(".edge.json.swp", WatchedFile.Json(cookie)), file.File, overwrite: true);
            await Eventually.TrueAsync(() => file.Last == cookie);
        }
    }

    [Fact]
    public async Task Watch_AFileDeletedAndMadeAgain_HearsIt()
    {
        using var file = Watch();
        File.Delete(file.File);
        file.Write(WatchedFile.Json("two"));

        await Eventually.TrueAsync(() => file.Last == "two");
    }

    [Fact]
    public async Task Watch_ALinkToAFileElsewhere_HearsTheFile()
    {
        using var elsewhere = new TemporaryDirectory();
        var directory = new TemporaryDirectory();
        var target = elsewhere.Write("real.json", WatchedFile.Json("one"));
        File.CreateSymbolicLink(directory.At("edge.json"), target);
        using var file = Watch(directory);

        File.WriteAllText(target, WatchedFile.Json("two"));

        await Eventually.TrueAsync(() => file.Last == "two");
    }

    /// <summary>A volume of a config map: <c>edge.json → ..data/edge.json</c>, <c>..data → ..N</c>, and <c>..data</c> is swapped by renaming.</summary>
    [Fact]
    public async Task Watch_AKubernetesVolume_HearsEachSwap()
    {
        var directory = new TemporaryDirectory();
        Swap(directory, "..1", "one");
        File.CreateSymbolicLink(directory.At("edge.json"), Path.Combine("..data", "edge.json"));
        using var file = Watch(directory);

        Swap(directory, "..2", "two");
        await Eventually.TrueAsync(() => file.Last == "two");
        Directory.Delete(directory.At("..1"), recursive: true);
        Swap(directory, "..3", "three");
        await Eventually.TrueAsync(() => file.Last == "three");
    }

    private static void Swap(TemporaryDirectory directory, string version, string cookie)
    {
        Directory.CreateDirectory(directory.At(version));
        directory.Write(Path.Combine(version, "edge.json"), WatchedFile.Json(cookie));
        Directory.CreateSymbolicLink(directory.At("..data_tmp"), version);
        // rename(2), which replaces the old link at once; .NET would move a directory's link only where nothing is.
        if (Directory.Exists(directory.At("..data")))
            Directory.Delete(directory.At("..data"));
        Directory.Move(directory.At("..data_tmp"), directory.At("..data"));
    }

    /// <summary>With a clock on which the look that happens anyway does not come.</summary>
    private static WatchedFile Watch(TemporaryDirectory? directory = null)
    {
        var file = new WatchedFile(new OnlyShortTimers(), directory);
        file.Watcher.Start();
        return file;
    }

    /// <summary>The real time, without the timers that repeat: what is heard is heard by events.</summary>
    private sealed class OnlyShortTimers : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, period == Timeout.InfiniteTimeSpan ? dueTime : Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
