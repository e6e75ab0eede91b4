using System.Collections.Concurrent;
using Cloakroom.Incidents;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Tests.Policies;

/// <summary>One process that reports mix-ups and looks after policies, over a store that others may share.</summary>
internal sealed class PolicyNode : IDisposable
{
    private readonly Telemetry _telemetry = new();

    public PolicyNode(ICloakroomStore store, TimeProvider time, Action<IncidentPolicyOptions>? configure = null)
    {
        var options = new CloakroomOptions { Rules = { ForeignBinding = RuleMode.Observe }, Policies = { Quarantine = { Mode = PolicyMode.Act } } };
        configure?.Invoke(options.Policies);
        var wrapped = Options.Create(options);
        var calls = new StoreCalls(wrapped, time, _telemetry, NullLogger<StoreCalls>.Instance);
        Policies = new IncidentPolicies(store, calls, new Containment(store, calls, time), wrapped, time, _telemetry, new Lines(Log));
        Journal = new MixupJournal(store, calls, wrapped, time, _telemetry, [], NullLogger<MixupJournal>.Instance, Policies);
        Settings = options.Policies;
    }

    public IncidentPolicies Policies { get; }

    public IncidentPolicyOptions Settings { get; }

    public MixupJournal Journal { get; }

    /// <summary>The ids of what it logged.</summary>
    public ConcurrentQueue<int> Log { get; } = new();

    /// <summary>A mix-up by the rule in force, which observes.</summary>
    /// <returns>True when it was blocked.</returns>
    public Task<bool> ReportAsync(string owner, string? session = null, MixupKind kind = MixupKind.ForeignBinding, RuleMode rule = RuleMode.Observe) =>
        Journal.ReportAsync(kind, rule, new MixupParty(owner, session ?? "session of " + owner), new MixupParty("mallory", "m"), "/me", "A test.");

    public void Dispose()
    {
        Policies.Dispose();
        _telemetry.Dispose();
    }

    private sealed class Lines(ConcurrentQueue<int> ids) : ILogger<IncidentPolicies>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => ids.Enqueue(eventId.Id);
    }
}
