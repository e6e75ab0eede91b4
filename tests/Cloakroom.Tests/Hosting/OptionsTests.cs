using System.Net;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Hosting;

public sealed class OptionsTests
{
    [Fact]
    public async Task Configuration_EverySection_Binds()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            foreach (var (key, value) in new[]
            {
                ("Cookies:Token", "__Host-t"), ("Cookies:Binding", "__Host-b"), ("Cookies:SameSite", "Strict"), ("Cookies:AlsoGuarded:0", "basket"),
                ("Lifetime:AbsoluteTimeout", "08:00:00"), ("Lifetime:IdleTimeout", "00:20:00"), ("Lifetime:TouchInterval", "00:00:30"),
                ("Lifetime:RotationGrace", "00:00:03"), ("RememberMe:AbsoluteTimeout", "10.00:00:00"), ("RememberMe:IdleTimeout", "5.00:00:00"),
                ("Concurrent:MaxPerSubject", "3"), ("Concurrent:AtLimit", "RefuseNew"), ("Data:MaxBytes", "4096"), ("Store:ReadTimeout", "00:00:01"),
                ("Store:WriteTimeout", "00:00:03"), ("Store:JournalTimeout", "00:00:00.5"), ("NearCache:Enabled", "false"), ("NearCache:Capacity", "500"),
                ("NearCache:Lifetime", "00:01:00"), ("NearCache:FeedInterval", "00:00:00.1"), ("NearCache:MaxStaleness", "00:00:00.5"),
                ("Static:Paths:0", "/assets/**"), ("Static:WebRoot", "false"), ("Static:BehindCdn", "true"), ("Rules:ForeignBinding", "Observe"),
                ("Rules:Canary", "Observe"), ("Policies:Quarantine:Mode", "Observe"),
                ("Policies:Close:Mode", "Act"), ("Policies:Close:Exposed", "7"), ("Policies:Close:Mixups", "70"), ("Policies:Close:Kinds:0", "CrossFlow"),
                ("Canary:Enabled", "false"), ("Canary:Interval", "00:01:00"), ("Challenge:LoginPath", "/in"),
                ("Challenge:AccessDeniedPath", "/denied"), ("Challenge:ReturnUrlParameter", "back"), ("Retention:EndedSessions", "1.00:00:00"),
                ("Retention:Mixups", "30.00:00:00"), ("SubjectClaimType", "oid"), ("TenantClaimType", "tid"), ("RetryAfter", "00:00:07"),
            })
            {
                setup.Configuration["Cloakroom:" + key] = value;
            }
        });

        var options = app.Get<IOptions<CloakroomOptions>>().Value;

        options.Cookies.Token.ShouldBe("__Host-t");
        options.Cookies.Binding.ShouldBe("__Host-b");
        options.Cookies.SameSite.ShouldBe(SameSiteMode.Strict);
        options.Cookies.AlsoGuarded.ShouldContain("basket");
        options.Cookies.AlsoGuarded.ShouldContain(".AspNetCore.*", "What is guarded by default stays so.");
        options.Lifetime.AbsoluteTimeout.ShouldBe(TimeSpan.FromHours(8));
        options.Lifetime.IdleTimeout.ShouldBe(TimeSpan.FromMinutes(20));
        options.Lifetime.TouchInterval.ShouldBe(TimeSpan.FromSeconds(30));
        options.Lifetime.RotationGrace.ShouldBe(TimeSpan.FromSeconds(3));
        options.RememberMe.AbsoluteTimeout.ShouldBe(TimeSpan.FromDays(10));
        options.RememberMe.IdleTimeout.ShouldBe(TimeSpan.FromDays(5));
        options.Concurrent.MaxPerSubject.ShouldBe(3);
        options.Concurrent.AtLimit.ShouldBe(ConcurrentSessionPolicy.RefuseNew);
        options.Data.MaxBytes.ShouldBe(4096);
        options.Store.ReadTimeout.ShouldBe(TimeSpan.FromSeconds(1));
        options.Store.WriteTimeout.ShouldBe(TimeSpan.FromSeconds(3));
        options.Store.JournalTimeout.ShouldBe(TimeSpan.FromSeconds(0.5));
        options.NearCache.Enabled.ShouldBeFalse();
        options.NearCache.Capacity.ShouldBe(500);
        options.NearCache.Lifetime.ShouldBe(TimeSpan.FromMinutes(1));
        options.NearCache.FeedInterval.ShouldBe(TimeSpan.FromSeconds(0.1));
        options.NearCache.MaxStaleness.ShouldBe(TimeSpan.FromSeconds(0.5));
        options.Static.Paths.ShouldBe(["/assets/**"]);
        options.Static.WebRoot.ShouldBeFalse();
        options.Static.BehindCdn.ShouldBeTrue();
        options.Rules.ForeignBinding.ShouldBe(RuleMode.Observe);
        options.Rules.Canary.ShouldBe(RuleMode.Observe);
        options.Rules.CrossFlow.ShouldBe(RuleMode.Enforce);
        (options.Policies.Quarantine.Mode, options.Policies.Quarantine.Exposed).ShouldBe((PolicyMode.Observe, 1));
        (options.Policies.Close.Mode, options.Policies.Close.Exposed, options.Policies.Close.Mixups).ShouldBe((PolicyMode.Act, 7, 70));
        options.Policies.Close.Kinds.ShouldBe([MixupKind.CrossFlow]);
        options.Canary.Enabled.ShouldBeFalse();
        options.Canary.Interval.ShouldBe(TimeSpan.FromMinutes(1));
        options.Challenge.LoginPath.ShouldBe("/in");
        options.Challenge.AccessDeniedPath.ShouldBe("/denied");
        options.Challenge.ReturnUrlParameter.ShouldBe("back");
        options.Retention.EndedSessions.ShouldBe(TimeSpan.FromDays(1));
        options.Retention.Mixups.ShouldBe(TimeSpan.FromDays(30));
        options.SubjectClaimType.ShouldBe("oid");
        options.TenantClaimType.ShouldBe("tid");
        options.RetryAfter.ShouldBe(TimeSpan.FromSeconds(7));
    }

    [Fact]
    public async Task Start_ManyErrors_AreAllReportedAtOnceWithTheirSettings()
    {
        var failed = await Should.ThrowAsync<OptionsValidationException>(() => TestApp.StartAsync(setup => setup.Options = options =>
        {
            options.Cookies.Token = "sid";
            options.Cookies.Binding = "__Host-a b";
            options.Cookies.SameSite = SameSiteMode.Unspecified;
            options.Cookies.AllowHttpOnLocalhost = true;
            options.Cookies.AlsoGuarded.Add("a*b");
            options.Lifetime.IdleTimeout = TimeSpan.FromDays(2);
            options.RememberMe.AbsoluteTimeout = TimeSpan.FromSeconds(1);
            options.NearCache.MaxStaleness = TimeSpan.FromSeconds(5);
            options.NearCache.FeedInterval = TimeSpan.FromSeconds(4);
            options.Concurrent.MaxPerSubject = 0;
            options.Data.MaxBytes = 1;
            options.Static.Paths.Add("assets");
            options.Static.Paths.Add("/account/**");
            options.Challenge.AccessDeniedPath = "//evil.example";
            options.SubjectClaimType = "";
            options.RetryAfter = TimeSpan.Zero;
            options.Policies.Quarantine.Exposed = 0;
            options.Policies.CloseSignIn.Exposed = -1;
            options.Policies.Close.Kinds.Add(MixupKind.CookieToStatic);
            options.Policies.ReadOnly.Kinds.Add((MixupKind)99);
        }));

        string[] settings =
        [
            "Cookies:Token", "Cookies:Binding", "Cookies:SameSite", "Cookies:AllowHttpOnLocalhost", "Cookies:AlsoGuarded:2", "Lifetime:IdleTimeout",
            "RememberMe:AbsoluteTimeout", "RememberMe:IdleTimeout", "NearCache:MaxStaleness", "NearCache:FeedInterval", "Concurrent:MaxPerSubject",
            "Data:MaxBytes", "Static:Paths has the pattern 'assets'", "Challenge:LoginPath", "Challenge:AccessDeniedPath", "SubjectClaimType", "RetryAfter",
            "Policies:Quarantine has neither", "Policies:CloseSignIn:Exposed", "Policies:Close:Kinds has CookieToStatic", "Policies:ReadOnly:Kinds has what is no kind",
        ];
        foreach (var setting in settings)
            failed.Failures.ShouldContain(error => error.StartsWith("Cloakroom:" + setting, StringComparison.Ordinal), setting);
    }

    [Fact]
    public async Task Start_SameNameForBothCookies_IsRefused()
    {
        var failed = await Should.ThrowAsync<OptionsValidationException>(() => TestApp.StartAsync(setup => setup.Options = options =>
            options.Cookies.Binding = options.Cookies.Token));

        failed.Message.ShouldContain("two cookies");
    }

    [Fact]
    public async Task Start_NestedSectionNull_IsReportedAndNothingCrashes()
    {
        var failed = await Should.ThrowAsync<OptionsValidationException>(() => TestApp.StartAsync(setup => setup.Options = options => options.Retention = null!));

        failed.Failures.ShouldHaveSingleItem().ShouldContain("Cloakroom:Retention");
    }

    [Fact]
    public async Task HttpOnLocalhost_Development_UsesUnprefixedCookiesOnLoopbackOnly()
    {
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Environment = Environments.Development;
            setup.Options = options => options.Cookies.AllowHttpOnLocalhost = true;
            setup.PlainHttp = true;
        });
        var browser = app.Browse();

        var answer = await browser.PostAsync("/sign-in/alice");

        browser.Cookies.Keys.Order().ShouldBe(["cloakroom", "cloakroom-binding"]);
        answer.SetCookies.ShouldAllBe(cookie => !cookie.Contains("secure"));
        (await browser.BodyAsync("/me")).ShouldBe("alice");
        var remote = app.Browse();
        remote.Headers["Host"] = "example.org";
        (await remote.PostAsync("/sign-in/alice")).Status.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Fact]
    public async Task UseCloakroom_TwiceOrMissingOrWithoutServices_SaysSo()
    {
        (await Should.ThrowAsync<CloakroomException>(() => TestApp.StartAsync(setup => setup.Then = web => web.UseCloakroom())))
            .Message.ShouldContain("called twice");
        (await Should.ThrowAsync<CloakroomException>(() => TestApp.StartStockAsync(setup => setup.Services = services => services.AddCloakroom())))
            .Message.ShouldContain("UseCloakroom() is not");
        (await Should.ThrowAsync<CloakroomException>(() => TestApp.StartStockAsync(setup => setup.Then = web => web.UseCloakroom())))
            .Message.ShouldContain("AddCloakroom()");
    }

    [Fact]
    public void AddCloakroom_TwoSchemes_IsRefusedAndTheSameTwiceIsFine()
    {
        var services = new ServiceCollection();
        services.AddAuthentication().AddCloakroom("one");
        services.AddAuthentication().AddCloakroom("one");

        Should.Throw<CloakroomException>(() => services.AddAuthentication().AddCloakroom("two")).Message.ShouldContain("'one'");
    }
}
