using System.Diagnostics;
using System.Text;
using Cloakroom.Probe.Plans;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Checks;

/// <summary>Makes exchanges as the client would.</summary>
internal static class Exchanges
{
    private static long s_number;

    /// <param name="account">Who asks.</param>
    /// <param name="path">On https://site.test.</param>
    /// <param name="body">In UTF-8.</param>
    /// <param name="headers">As <c>Name: value</c>; of the request with <c>&gt;</c> before.</param>
    public static Exchange Of(string account, string path, string body = "", params string[] headers) => Of(account, path, 200, body, headers);

    public static Exchange Of(string account, string path, int status, string body, params string[] headers)
    {
        var number = Interlocked.Increment(ref s_number);
        return new Exchange
        {
            Number = number,
            Account = account,
            Request = new ProbeRequest(new Uri("https://site.test" + path), Tactic.Explore),
            RequestHeaders = [.. headers.Where(line => line.StartsWith('>')).Select(line => Field(line[1..]))],
            At = DateTimeOffset.UnixEpoch.AddYears(55),
            Sent = Stopwatch.GetTimestamp(),
            Answered = Stopwatch.GetTimestamp(),
            Ended = Stopwatch.GetTimestamp(),
            Status = status,
            Headers = [.. headers.Where(line => !line.StartsWith('>')).Select(Field)],
            Body = Encoding.UTF8.GetBytes(body),
        };
    }

    private static HeaderField Field(string line) => new(line[..line.IndexOf(':')], line[(line.IndexOf(':') + 1)..].Trim());
}
