using Cloakroom.Journal;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;

namespace Cloakroom.Tests.Alerts;

/// <summary>Several processes on one file.</summary>
public sealed class SharedSenderTests : IDisposable
{
    private readonly SqliteFile _file = new();

    public void Dispose() => _file.Dispose();

    [Fact]
    public async Task Send_ByTwoProcessesOfOneFile_LeavesOnceEach()
    {
        await using var receiver = await WebhookReceiver.StartAsync();
        await using var first = await _file.OpenAsync(TimeProvider.System, options => options.BusyTimeout = TimeSpan.FromSeconds(30));
        await using var second = await _file.OpenAsync(TimeProvider.System, options => options.BusyTimeout = TimeSpan.FromSeconds(30));
        await using var one = await new AlertNode(first, TimeProvider.System, AlertSamples.Webhook(receiver.Url)).StartAsync();
        await using var two = await new AlertNode(second, TimeProvider.System, AlertSamples.Webhook(receiver.Url)).StartAsync();

        await Task.WhenAll(Enum.GetValues<MixupKind>().SelectMany(kind => Enumerable.Range(0, 12).Select(i => (i % 2 == 0 ? one : two).ReportAsync(i, kind))));

        var expected = Enum.GetValues<MixupKind>().Length * 2;
        await Eventually.TrueAsync(async () => (await first.CountAlertsAsync(DateTimeOffset.UnixEpoch, TestContext.Current.CancellationToken)).Sum(totals => totals.Delivered) == expected);
        receiver.Requests.Select(request => request.Id).ShouldBeUnique();
        receiver.Requests.Count.ShouldBe(expected);
    }
}
