using Cloakroom.Probe.Scenarios;
using Cloakroom.Probe.Scenarios.Totp;

namespace Cloakroom.Cli.Verify;

/// <summary>One-time passwords that the test users sign in with. A site takes each of them once (RFC 6238 section 5.2), and verification signs in several times.</summary>
internal sealed class OneTimeCodes
{
    private readonly TotpSecret[] _secrets;

    /// <param name="scenario">One without one-time passwords has no need to wait.</param>
    public OneTimeCodes(Scenario scenario) =>
        _secrets =
        [
            .. scenario.SignIn.SelectMany(step => step.Texts()).SelectMany(Placeholders.In).Distinct()
                .Where(name => name.StartsWith(Placeholders.Totp, StringComparison.Ordinal))
                .SelectMany(name => scenario.Users, (name, user) => TotpSecret.Parse(user[name[Placeholders.Totp.Length..]])).OfType<TotpSecret>(),
        ];

    /// <summary>Waits at most that long.</summary>
    public TimeSpan Longest => _secrets.Length == 0 ? TimeSpan.Zero : _secrets.Max(secret => secret.Period);

    /// <summary>Waits until all passwords are other ones than when it was called.</summary>
    public async Task RenewAsync(TimeProvider time, CancellationToken cancellationToken)
    {
        if (_secrets.Length == 0)
            return;
        var begun = time.GetUtcNow();
        var renewed = begun + _secrets.Max(secret => secret.UntilNext(begun));
        // Timers may be early.
        while (renewed - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, time, cancellationToken);
    }
}
