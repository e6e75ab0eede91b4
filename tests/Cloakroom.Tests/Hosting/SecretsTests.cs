using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text;
using Cloakroom.Sessions;
using Cloakroom.Tests.Stores;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Tests.Hosting;

/// <summary>No token, binding or cookie value is ever stored, logged, traced, measured or thrown (invariant I9).</summary>
public sealed class SecretsTests
{
    [Fact]
    public async Task BusyRun_WithEveryFault_LeavesNoSecretAnywhere()
    {
        var said = new ConcurrentQueue<string>();
        using var meters = ListenToMeters(said);
        using var activities = ListenToActivities(said);
        using var log = new Recorder(said);
        var secrets = new HashSet<string>();
        var rows = new ConcurrentDictionary<string, SessionRecord>();
        var inner = new InMemoryStore();
        await using var app = await TestApp.StartAsync(setup =>
        {
            setup.Logger = log;
            setup.Options = options =>
            {
                options.NearCache.Enabled = false;
                options.Rules.CrossFlow = Journal.RuleMode.Observe;
            };
            setup.Store = new FaultyStore(StoreProxy.Over(inner, (_, arguments) =>
            {
                foreach (var record in arguments.OfType<SessionRecord>())
                    rows[record.Id + record.Generation + record.Key.GetHashCode()] = record;
                return null;
            }));
            setup.Before = web => web.UseExceptionHandler("/error");
            setup.Then = web =>
            {
                web.Map("/error", (HttpContext context) =>
                {
                    said.Enqueue(context.Features.Get<Microsoft.AspNetCore.Diagnostics.IExceptionHandlerFeature>()?.Error.ToString() ?? "");
                    return "sorry";
                });
                web.MapGet("/raw", (HttpContext context) => context.Response.Cookies.Append(Browser.Token, context.Request.Cookies[Browser.Token] ?? "x"));
            };
        });
        Fault[] faults =
        [
            Fault.Error, Fault.ErrorAfter, Fault.Cancelled, Fault.NoRecord, Fault.OtherFormat(), Fault.Truncate(RecordPart.Payload), Fault.Truncate(RecordPart.Mac),
            Fault.Truncate(RecordPart.ServerKey), Fault.Throw(new InvalidOperationException("driver")), Fault.Tamper(record => record with { Subject = "mallory" }),
        ];

        var alice = app.Browse();
        var bob = app.Browse();
        foreach (var fault in faults)
        {
            await alice.SignInAsync("alice");
            await bob.SignInAsync("bob");
            Note(alice, bob);
            await alice.PostAsync("/data/k/v");
            await alice.PostAsync("/rotate");
            Note(alice, bob);
            await app.Browse().Copy(alice, Browser.Token).GetAsync("/me");
            await app.Browse().Copy(bob, Browser.Token).Copy(alice, Browser.Binding).GetAsync("/me");
            await alice.GetAsync("/raw");
            foreach (var methods in new[] { StoreMethods.Read, StoreMethods.Write, StoreMethods.Create, StoreMethods.Rotate, StoreMethods.Revoke, StoreMethods.AppendMixup })
            {
                app.Store.On(methods, fault);
                await alice.GetAsync("/me");
                await alice.PostAsync("/data/k/w");
                await alice.PostAsync("/sign-in/carol");
                Note(alice);
                await alice.PostAsync("/sign-out");
                app.Store.Heal();
            }
        }

        secrets.Count.ShouldBeGreaterThan(30);
        var everything = string.Join('\n', said);
        everything.ShouldContain("Mix-up foreign-binding");
        everything.ShouldContain("cloakroom.store.duration");
        foreach (var secret in secrets)
        {
            foreach (var form in FormsOf(secret))
                everything.ShouldNotContain(form, Case.Sensitive);
        }

        rows.Count.ShouldBeGreaterThan(20);
        var raw = secrets.Select(Decode).ToArray();
        foreach (var record in rows.Values)
        {
            byte[][] columns =
            [
                record.Key.ToArray(), record.BindingKey.ToArray(), record.Payload, record.ServerKey, record.Mac,
                Encoding.UTF8.GetBytes($"{record.Id} {record.Subject} {record.Tenant} {record.ClientLabel}"),
            ];
            foreach (var column in columns)
            {
                raw.Any(secret => Contains(column, secret)).ShouldBeFalse();
                secrets.Any(secret => Contains(column, Encoding.ASCII.GetBytes(secret))).ShouldBeFalse();
            }
        }

        void Note(params Browser[] browsers)
        {
            foreach (var value in browsers.SelectMany(browser => browser.Cookies.Values).Where(value => value.Length == 43))
                secrets.Add(value);
        }
    }

    [Fact]
    public void ToString_OfEverySecret_SaysNothing()
    {
        var pair = SecretPair.Create();
        string?[] said = [pair.ToString(), pair.Token.ToString(), pair.TokenKey.ToString(), $"{pair}"];

        said.ShouldAllBe(text => !FormsOf(pair.Token.Encode()).Any(form => text!.Contains(form)) && !text!.Contains(Convert.ToHexString(pair.TokenKey.ToArray())));
    }

    /// <summary>A secret as cookies, dumps and debuggers would show it; half of one is half too much.</summary>
    private static IEnumerable<string> FormsOf(string secret)
    {
        var bytes = Decode(secret);
        yield return secret[..20];
        yield return Convert.ToBase64String(bytes)[..20];
        yield return Convert.ToHexString(bytes)[..32];
        yield return Convert.ToHexStringLower(bytes)[..32];
    }

    private static bool Contains(byte[] bytes, byte[] part) => bytes.AsSpan().IndexOf(part) >= 0;

    private static byte[] Decode(string secret) => System.Buffers.Text.Base64Url.DecodeFromChars(secret);

    private static MeterListener ListenToMeters(ConcurrentQueue<string> said)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) => self.EnableMeasurementEvents(instrument),
        };
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => Say(instrument, tags));
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => Say(instrument, tags));
        listener.Start();
        return listener;

        void Say(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
        {
            var text = instrument.Name;
            foreach (var (key, value) in tags)
                text += $" {key}={value}";
            said.Enqueue(text);
        }
    }

    private static ActivityListener ListenToActivities(ConcurrentQueue<string> said)
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => said.Enqueue($"{activity.OperationName} {activity.StatusDescription} "
                + string.Join(' ', activity.TagObjects.Select(tag => $"{tag.Key}={tag.Value}"))
                + string.Join(' ', activity.Events.SelectMany(e => e.Tags).Select(tag => $"{tag.Key}={tag.Value}"))),
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private sealed class Recorder(ConcurrentQueue<string> said) : ILoggerProvider, ILogger
    {
        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
        {
            said.Enqueue(state.ToString() ?? "");
            return null;
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            said.Enqueue(formatter(state, exception));
            if (exception is not null)
                said.Enqueue(exception.ToString());
            if (state is IEnumerable<KeyValuePair<string, object?>> values)
                said.Enqueue(string.Join(' ', values.Select(value => $"{value.Key}={value.Value}")));
        }

        public void Dispose()
        {
        }
    }
}
