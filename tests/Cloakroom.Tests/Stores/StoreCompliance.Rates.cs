using Cloakroom.Rates;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public abstract partial class StoreCompliance
{
    [Fact]
    public async Task ReadRateNotices_OfAnInterval_AreThereWholeNewestFirst()
    {
        for (var i = 0; i < 5; i++)
            await Store.AppendRateNoticeAsync(Notice(i), Ct);

        (await Store.ReadRateNoticesAsync(Now.AddMinutes(1), Now.AddMinutes(3), 10, Ct)).ShouldBe([Notice(3), Notice(2), Notice(1)]);
        (await Store.ReadRateNoticesAsync(DateTimeOffset.UnixEpoch, Now.AddDays(1), 2, Ct)).ShouldBe([Notice(4), Notice(3)]);
        (await Store.ReadRateNoticesAsync(Now.AddHours(1), Now.AddHours(2), 10, Ct)).ShouldBeEmpty();
    }

    [Fact]
    public async Task AppendRateNotice_SameIdAgain_ChangesNothing()
    {
        await Store.AppendRateNoticeAsync(Notice(1), Ct);
        await Store.AppendRateNoticeAsync(Notice(1) with { Expected = 99 }, Ct);

        (await Store.ReadRateNoticesAsync(DateTimeOffset.UnixEpoch, Now.AddDays(1), 10, Ct)).ShouldBe([Notice(1)]);
    }

    [Fact]
    public async Task Purge_RateNotices_GoWithMixupsOfTheirAge()
    {
        for (var i = 0; i < 3; i++)
            await Store.AppendRateNoticeAsync(Notice(i), Ct);

        await Store.PurgeAsync(new PurgeCutoffs(Now, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, Now.AddMinutes(1), DateTimeOffset.UnixEpoch), Ct);

        (await Store.ReadRateNoticesAsync(DateTimeOffset.UnixEpoch, Now.AddDays(1), 10, Ct)).ShouldBe([Notice(2), Notice(1)]);
    }

    private static RateNotice Notice(int number) => new()
    {
        Id = SampleRecords.Id(number + 1),
        Signal = (RateSignal)(number % 5),
        Node = "web-1",
        At = Now.AddMinutes(number),
        Window = new RateCount(40 + number, 1_000),
        Past = new RateCount(0, 20_000),
        Expected = 0.25 + number,
    };
}
