namespace Cloakroom.Probe.Scenarios.Totp;

/// <summary>One-time passwords that somebody signs in with. A site takes each of them once (RFC 6238 section 5.2), and here people sign in again and again.</summary>
internal sealed class OneTimeCodes
{
    private readonly TotpSecret[] _secrets;

    /// <param name="scenario">One whose sign-in has no one-time passwords has no need to wait.</param>
    /// <param name="users">The values of those who sign in.</param>
    public OneTimeCodes(Scenario scenario, params IEnumerable<IReadOnlyDictionary<string, string>> users) =>
        _secrets =
        [
            .. scenario.SignIn.SelectMany(step => step.Texts()).SelectMany(Placeholders.In).Distinct()
                .Where(name => name.StartsWith(Placeholders.Totp, StringComparison.Ordinal))
                .SelectMany(name => users, (name, user) => TotpSecret.Parse(user.GetValueOrDefault(name[Placeholders.Totp.Length..], ""))).OfType<TotpSecret>(),
        ];

    /// <summary>Waits at most that long.</summary>
    public TimeSpan Longest => _secrets.Length == 0 ? TimeSpan.Zero : _secrets.Max(secret => secret.Period);

    /// <summary>Waits until all passwords are other ones than they were at some time.</summary>
    public async Task RenewAsync(DateTimeOffset since, TimeProvider time, CancellationToken cancellationToken)
    {
        if (_secrets.Length == 0)
            return;
        var renewed = since + _secrets.Max(secret => secret.UntilNext(since));
        // Timers may be early.
        while (renewed - time.GetUtcNow() is { Ticks: > 0 } left)
            await Task.Delay(left < TimeSpan.FromMilliseconds(1) ? TimeSpan.FromMilliseconds(1) : left, time, cancellationToken);
    }
}
