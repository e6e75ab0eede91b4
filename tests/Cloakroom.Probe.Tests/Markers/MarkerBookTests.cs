using System.Text;
using Cloakroom.Probe.Markers;

namespace Cloakroom.Probe.Tests.Markers;

public sealed class MarkerBookTests
{
    private readonly MarkerBook _book = new();

    [Fact]
    public void ScanBody_AnothersMarker_TellsMarkerFormAndPlace()
    {
        Add("alice", "alice.example@example.com", "email");
        var hit = _book.ScanBody("<p>Hi alice.example@example.com</p>"u8, "bob").Foreign.ShouldHaveSingleItem();
        hit.Marker.Label.ShouldBe("email");
        hit.Form.ShouldBe(MarkerForm.Plain);
        hit.Place.ShouldBe("body at 6");
        hit.Length.ShouldBe(25);
    }

    [Fact]
    public void ScanHeaders_AnothersMarkerInLocation_NamesTheHeader()
    {
        Add("alice", "alice.example@example.com", "email");
        var scan = _book.ScanHeaders([new("Vary", "Accept"), new("Location", "/?user=alice.example%40example.com")], "bob");
        scan.Foreign.ShouldHaveSingleItem().Place.ShouldBe("header Location");
        scan.Foreign[0].Form.ShouldBe(MarkerForm.Percent);
    }

    [Fact]
    public void ScanHeaders_ReadAsLatin1OrAsUtf8_FindsBoth()
    {
        Add("alice", "Zoë Müller-Łuk", "name");
        _book.ScanHeaders([new("X-User", "Zoë Müller-Łuk")], "bob").Foreign.Count.ShouldBe(1);
        _book.ScanHeaders([new("X-User", Encoding.Latin1.GetString("Zoë Müller-Łuk"u8))], "bob").Foreign.Count.ShouldBe(1);
    }

    [Fact]
    public void ScanBody_OnesOwnMarker_IsOwnAndNotForeign()
    {
        Add("alice", "alice.example@example.com");
        var scan = _book.ScanBody("alice.example@example.com"u8, "alice");
        scan.HasOwn.ShouldBeTrue();
        scan.Foreign.ShouldBeEmpty();
    }

    [Fact]
    public void ScanBody_MarkerWithinAnotherOfTheSameOwner_TellsTheLongerOnly()
    {
        Add("alice", "alice.example", "user name");
        Add("alice", "alice.example@example.com", "email");
        _book.ScanBody("to alice.example@example.com"u8, "bob").Foreign.ShouldHaveSingleItem().Marker.Label.ShouldBe("email");
    }

    [Theory]
    [InlineData("abc12")]
    [InlineData("Password")]
    [InlineData("aaaaaaaaaa")]
    [InlineData("half\ud83dpair")]
    [InlineData("line\nbreak")]
    public void Add_TextThatIsInManyPages_IsRefused(string value)
    {
        _book.Add(new Marker("alice", "name", value, MarkerOrigin.Given)).ShouldNotBeNull();
        _book.All.ShouldBeEmpty();
    }

    [Fact]
    public void Add_SameForTwoAccounts_BelongsToNobodyEverAfter()
    {
        Add("alice", "Example Industries");
        _book.Add(new Marker("bob", "company", "Example Industries", MarkerOrigin.Given)).ShouldBe("alice has it as well, as name");
        _book.All.ShouldBeEmpty();
        _book.Withdrawn.ShouldHaveSingleItem().Why.ShouldBe("bob has it as well, as company");
        _book.Add(new Marker("carol", "company", "Example Industries", MarkerOrigin.Given)).ShouldBe("more than one account has it");
        _book.ScanBody("Example Industries"u8, "bob").Foreign.ShouldBeEmpty();
    }

    [Fact]
    public void Add_PartOfAnothers_IsRefusedWhicheverComesFirst()
    {
        Add("alice", "alice.example2");
        _book.Add(new Marker("bob", "name", "alice.example", MarkerOrigin.Given)).ShouldBe("it is part of alice's name");
        Add("carol", "carol.s");
        Add("dave", "carol.smith");
        _book.Withdrawn.ShouldHaveSingleItem().Marker.Value.ShouldBe("carol.s");
        _book.ScanBody("carol.smith"u8, "dave").Foreign.ShouldBeEmpty();
    }

    [Fact]
    public void Add_FoundOnPagesAndKnownToBeAnothers_LeavesTheOthersInUse()
    {
        Add("alice", "alice.example@example.com");
        _book.Add(new Marker("bob", "found in /account", "alice.example@example.com", MarkerOrigin.Learned)).ShouldNotBeNull();
        _book.ScanBody("alice.example@example.com"u8, "bob").Foreign.Count.ShouldBe(1);
    }

    [Fact]
    public void Add_GivenAfterItWasFoundForAnother_BelongsToWhoeverItWasGivenFor()
    {
        _book.Add(new Marker("bob", "found in /account", "alice.example@example.com", MarkerOrigin.Learned)).ShouldBeNull();
        Add("alice", "alice.example@example.com");
        _book.All.ShouldHaveSingleItem().Account.ShouldBe("alice");
    }

    [Theory]
    [InlineData("100234", "id 7100234", false)]
    [InlineData("100234", "id 1002347", false)]
    [InlineData("100234", "user/100234?x", true)]
    [InlineData("100234", "next=%2F100234%2Fedit", true)]
    [InlineData("100234", "\\u002f100234", true)]
    [InlineData("100234", "user100234", true)]
    [InlineData("100234", "a9f3c1100234e", false)]
    [InlineData("100234", "aGVsbG8gd29ybGQgb100234xsk", false)]
    [InlineData("Robert", "Roberta", false)]
    [InlineData("Robert", "Hi\\nRobert!", true)]
    [InlineData("Robert", "Robert", true)]
    public void ScanBody_ShortMarker_CountsOnlyWhereItStandsForItself(string marker, string body, bool isFound)
    {
        Add("alice", marker);
        _book.ScanBody(Encoding.UTF8.GetBytes(body), "bob").Foreign.Count.ShouldBe(isFound ? 1 : 0);
    }

    [Fact]
    public void Remove_ThousandsInTurn_KeepsTheRestFindable()
    {
        Add("alice", "alice.example@example.com");
        for (var i = 0; i < 3000; i++)
        {
            var cookie = new Marker("alice", "cookie sid", $"c{i:000000}.{i * 7919 % 100000:00000}", MarkerOrigin.Cookie);
            _book.Add(cookie).ShouldBeNull();
            _book.Remove(cookie);
        }

        _book.All.Count.ShouldBe(1);
        _book.ScanBody("alice.example@example.com"u8, "bob").Foreign.Count.ShouldBe(1);
        _book.ScanBody("c002999.47081"u8, "bob").Foreign.ShouldBeEmpty();
    }

    [Fact]
    public async Task Add_WhileOthersScan_IsSeenByTheNextScanAndNothingElseIsLost()
    {
        Add("alice", "alice.example@example.com");
        using var stop = new CancellationTokenSource();
        var body = Encoding.UTF8.GetBytes(new string('x', 997) + "alice.example@example.com");
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            while (!stop.IsCancellationRequested) _book.ScanBody(body, "bob").Foreign.Count.ShouldBe(1);
        })).ToArray();
        for (var i = 0; i < 500; i++)
        {
            var value = $"planted-{i * 104729 % 1000003:x6}-{i}";
            Add("carol", value);
            _book.ScanBody(Encoding.UTF8.GetBytes($"<b>{value}</b>"), "bob").Foreign.Count.ShouldBe(1);
        }

        await stop.CancelAsync();
        await Task.WhenAll(readers);
    }

    private void Add(string account, string value, string label = "name") =>
        _book.Add(new Marker(account, label, value, MarkerOrigin.Given)).ShouldBeNull();
}
