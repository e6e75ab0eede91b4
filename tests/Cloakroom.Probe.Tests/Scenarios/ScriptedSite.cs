using System.Text;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Tests.Scenarios;

/// <summary>A site as a function, behind the client's contract: takes cookies into the jar, follows nothing, refuses other hosts.</summary>
internal sealed class ScriptedSite(Uri site, Func<ProbeRequest, string, ScriptedAnswer> answer) : IProbeClient
{
    public List<ProbeRequest> Requests { get; } = [];

    public Task<Exchange> SendAsync(Account account, ProbeRequest request, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (request.Url.Authority != site.Authority)
            throw new MannersException(MannersRule.Host, "not named");
        Requests.Add(request);
        var given = answer(request, account.Jar.HeaderFor(request.Url) ?? "");
        foreach (var (name, value) in given.Headers)
        {
            if (name == "Set-Cookie")
                account.Jar.Store(value, request.Url);
        }

        return Task.FromResult(new Exchange
        {
            Number = Requests.Count,
            Account = account.Name,
            Request = request,
            RequestHeaders = request.Headers,
            At = DateTimeOffset.UnixEpoch,
            Sent = 0,
            Answered = 0,
            Ended = 0,
            Status = given.Status,
            Headers = [.. given.Headers.Select(field => new HeaderField(field.Name, field.Value))],
            Body = Encoding.UTF8.GetBytes(given.Body),
            Failure = given.Status == 0 ? "connection refused" : null,
        });
    }
}

internal sealed record ScriptedAnswer(int Status, string Body, params (string Name, string Value)[] Headers)
{
    public static ScriptedAnswer Html(string body, params (string Name, string Value)[] headers) => new(200, body, [.. headers, ("Content-Type", "text/html; charset=utf-8")]);

    public static ScriptedAnswer Redirect(string location, params (string Name, string Value)[] headers) => new(302, "", [.. headers, ("Location", location)]);
}
