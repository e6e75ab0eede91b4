using System.Net;
using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Explanation;

/// <summary>From where, to where, and how the edge knows whether a browser came over https.</summary>
internal static class AddressSection
{
    public static ExplainedSection Explain(EdgeOptions options)
    {
        var lines = new List<ExplainedLine>();
        var isPlain = false;
        foreach (var text in options.Listen)
        {
            _ = ListenAddress.TryParse(text, out var address);
            isPlain |= !address!.IsHttps;
            var reach = address.UnixSocket is not null ? "a socket of this machine" : address.IsAny ? "all addresses of this machine" : address.IsLoopback ? "this machine only" : "this address only";
            lines.Add(new ExplainedLine(text, $"Listens here, {reach}, {(address.IsHttps ? $"https with the certificate in {Shown.File(options.Tls!.CertificateFile)}, which is read again when it changes" : "plain http")}."));
        }

        if (isPlain)
            lines.AddRange(Scheme(options));
        lines.AddRange(Upstreams(options));
        return new ExplainedSection("From browsers to the application", lines);
    }

    private static IEnumerable<ExplainedLine> Scheme(EdgeOptions options)
    {
        var onlyLocal = options.TrustedProxies.All(proxy => TrustedNetwork.TryParse(proxy, out var network) is null && IPAddress.IsLoopback(network.BaseAddress));
        var who = onlyLocal ? "proxies on this machine" : "these proxies";
        yield return new ExplainedLine(
            Words.And(options.TrustedProxies),
            $"Only {who} are believed when they say (X-Forwarded-*) that a browser came over https, and from where. From everybody else such headers are dropped.");
        yield return options.Binding.AllowPlainHttp
            ? new ExplainedLine("", "Plain http may carry sessions (binding.allowPlainHttp): without Secure and without the __Host- prefix, so that anybody on the way can read and set them.", IsRisk: true)
            : new ExplainedLine("", "Browsers that come over plain http get no session, except on localhost: their guarded cookies are not issued.");
    }

    private static IEnumerable<ExplainedLine> Upstreams(EdgeOptions options)
    {
        var forwarding = options.Forwarding;
        var several = options.Upstreams.Count > 1;
        yield return new ExplainedLine(
            Words.And(options.Upstreams.Select(upstream => upstream.Url)),
            (several ? "The application's servers, which share the load. " : "The application. ")
            + $"It gets HTTP/{forwarding.HttpVersion} with {(forwarding.Host == ForwardedHost.Original ? "the browser's Host header" : "its own address as the Host header")}, and paths as they came. "
            + (forwarding.HealthPath is { } path
                ? $"{path} is asked every {Words.Of(forwarding.HealthInterval)}; {(several ? "a server that does not answer it well gets no requests" : "when it does not answer well, the edge says so")}."
                : "Its health is judged by requests alone."));
        yield return new ExplainedLine(
            "",
            $"A connection may take {Words.Of(forwarding.ConnectTimeout)}; a request in which nothing moves for {Words.Of(forwarding.ActivityTimeout)} is given up. "
            + (forwarding.MaxRequestBodySize is { } size ? $"Bodies of more than {size} bytes are refused. " : "Bodies may be of any size. ")
            + $"At SIGTERM requests under way are given {Words.Of(forwarding.DrainTimeout)}.");
    }
}
