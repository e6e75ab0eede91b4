using System.Net;
using Cloakroom.Control;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Tests.Attacks;

/// <summary>Sessions that an epoch ends while they are being written: the near cache must not take the copy for a fresh one.</summary>
public sealed class RevocationRaceTests
{
    [Fact]
    public async Task Write_AfterTheSubjectWasRevokedInTheSameRequest_SessionIsOver()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/end-everywhere", async (HttpContext context, ICloakroomControl control) =>
        {
            await control.RevokeSubjectAsync("alice", "alice", "signs out everywhere");
            context.Session.SetString("notice", "You are signed out everywhere.");
            return "ended";
        }));
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.PostAsync("/end-everywhere")).Status.ShouldBe(HttpStatusCode.OK);

        (await alice.BodyAsync("/outcome")).ShouldBe("Revoked");
    }

    [Fact]
    public async Task Write_ByARequestThatOutlivesTheMemoryOfTheRevocation_SessionIsOver()
    {
        var hasRead = new TaskCompletionSource();
        var goOn = new TaskCompletionSource();
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/upload", async (HttpContext context) =>
        {
            hasRead.SetResult();
            await goOn.Task;
            context.Session.SetString("uploaded", "yes");
        }));
        var alice = await app.Browse().SignInAsync("alice");
        var upload = app.Browse().Copy(alice).PostAsync("/upload");
        await hasRead.Task;
        await app.Control.RevokeSubjectAsync("alice", "operator", "account disabled", TestContext.Current.CancellationToken);

        await ForgetAsync(app);
        goOn.SetResult();
        await upload;

        (await alice.BodyAsync("/outcome")).ShouldBe("Revoked");
    }

    [Fact]
    public async Task Rotate_AfterEverybodyWasRevokedInTheSameRequest_SessionIsOver()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Then = web => web.MapPost("/change-password", async (HttpContext context, ICloakroomControl control, ISessionManager sessions) =>
        {
            await control.RevokeAllAsync("operator", "incident");
            await sessions.RotateAsync(context);
            return "changed";
        }));
        var alice = await app.Browse().SignInAsync("alice");

        (await alice.PostAsync("/change-password")).Status.ShouldBe(HttpStatusCode.OK);

        (await alice.BodyAsync("/outcome")).ShouldBe("Revoked");
    }

    [Fact]
    public async Task SignIn_RevokedBetweenItsLookAtTheEpochsAndItsWrite_SessionIsOver()
    {
        await using var app = await TestApp.StartAsync();
        var gate = new TaskCompletionSource();
        var before = app.Store.Calls(StoreMethods.Create);
        app.Store.On(StoreMethods.Create, Fault.Until(gate.Task), times: 1);
        var alice = app.Browse();
        var signIn = alice.SignInAsync("alice");
        await Eventually.TrueAsync(() => app.Store.Calls(StoreMethods.Create) > before);

        await app.Control.RevokeSubjectAsync("alice", "operator", "account disabled", TestContext.Current.CancellationToken);
        gate.SetResult();
        await signIn;

        (await alice.BodyAsync("/outcome")).ShouldBe("Revoked");
    }

    [Fact]
    public async Task Revoked_WallClockStepsBackAnHour_StaysRevoked()
    {
        await using var app = await TestApp.StartAsync();
        var alice = await app.Browse().SignInAsync("alice");
        await app.Control.RevokeSubjectAsync("alice", "operator", "account disabled", TestContext.Current.CancellationToken);

        app.Clock.Step(TimeSpan.FromHours(-1));
        await ForgetAsync(app);

        (await alice.BodyAsync("/outcome")).ShouldBe("Revoked");
    }

    /// <summary>After this the node does not remember revocations of before, because nothing that it has cached should be that old.</summary>
    private static async Task ForgetAsync(TestApp app)
    {
        app.Clock.Advance(TimeSpan.FromMinutes(10));
        await app.Get<ControlFeed>().ConfirmAsync(TestContext.Current.CancellationToken);
    }
}
