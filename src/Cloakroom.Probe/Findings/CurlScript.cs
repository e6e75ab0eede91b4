using System.Globalization;
using System.Text;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Reports;
using Cloakroom.Probe.Transport;

namespace Cloakroom.Probe.Findings;

/// <summary>A POSIX shell script that sends the two requests of a finding again. It holds no secret: cookies and what to look for come from the environment.</summary>
internal static class CurlScript
{
    private static readonly string[] NotSent = ["Cookie", "Host", "Connection", "Content-Length", "Content-Type", "Transfer-Encoding", "Accept-Encoding", "Authorization", "Proxy-Authorization"];

    private static readonly TimeSpan ShortestSleep = TimeSpan.FromMilliseconds(50);

    public static string Write(Evidence evidence, CheckKind check, Redaction redaction)
    {
        var source = evidence.Source?.Exchange;
        var received = evidence.Received.Exchange;
        var ownerName = source?.Account ?? evidence.Owner;
        var ownerCookie = ownerName is null or Account.Anonymous ? null : Variable(ownerName);
        var receiverCookie = received.Account == Account.Anonymous ? null : Variable(received.Account);
        if (ownerCookie is not null && ownerCookie == receiverCookie && ownerName != received.Account)
            receiverCookie += "_2";

        var cookie = check == CheckKind.ForeignCookie && evidence.Detail.StartsWith("cookie ", StringComparison.Ordinal) && redaction.Text(evidence.Detail) == evidence.Detail
            ? evidence.Detail["cookie ".Length..] : null;
        var script = new StringBuilder();
        void Line(string text = "") => script.Append(text).Append('\n');
        Line("#!/bin/sh");
        Line($"# {Comment($"{check.Code()}: asks as {ownerName ?? "the owner"}, then as {received.Account}, and looks for what both got.")}");
        Line("# Exit status: 1 when it is there again, 0 when not, 2 when a variable is missing.");
        foreach (var name in new[] { ownerCookie, receiverCookie }.OfType<string>().Distinct())
            Line($"#   {name}   the Cookie field of that account, as in 'sid=…; other=…'");
        Line($"#   LOOK_FOR   a text of the owner's that the receiver must not get{(evidence.Secret is null ? "" : Comment($"; here it was {redaction.Shown(evidence.Secret)}"))}");
        Line("# The digest of a secret S is: printf %s \"$S\" | sha256sum");
        Line("set -u");
        foreach (var name in new[] { ownerCookie, receiverCookie }.OfType<string>().Distinct())
            Line($"[ -n \"${{{name}:-}}\" ] || {{ echo '{name} is not set: the Cookie field of that account' >&2; exit 2; }}");
        Line(NeedsText(check) ? "[ -n \"${LOOK_FOR:-}\" ] || { echo 'LOOK_FOR is not set: a text of the owner' >&2; exit 2; }" : "LOOK_FOR=${LOOK_FOR:-}");
        Line("BODY=${BODY:-}");
        AddUrl("OWNER_URL", (source ?? received).Url, redaction, Line);
        AddUrl("RECEIVER_URL", received.Url, redaction, Line);
        Line("work=$(mktemp -d) || exit 2");
        Line("trap 'rm -rf \"$work\"' EXIT");
        Line("trap 'exit 130' INT TERM");
        Line("""cookies() { tr -d '\r' <"$work/$1.head" | sed -n 's/^[Ss][Ee][Tt]-[Cc][Oo][Oo][Kk][Ii][Ee]: *\([^;]*\).*/\1/p'; }""");
        Line();
        Line("as_owner() {");
        Line($"  {Command(source ?? received, ownerCookie, "OWNER_URL", "owner", redaction)}");
        Line("}");
        Line("as_receiver() {");
        Line($"  {Command(received, receiverCookie, "RECEIVER_URL", "receiver", redaction)}");
        Line("}");
        Line();
        if (check == CheckKind.RevivedSession)
        {
            Line("# Signs out in the middle of the page, and asks for it again two seconds later: with the cookies of before, and with what the page has given meanwhile.");
            Line("as_receiver & first=$!");
            Line($"sleep {(received.Duration / 2).TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture)} 2>/dev/null || :");
            Line("as_owner");
            Line("wait \"$first\"");
            Line("late=$(cookies receiver | while IFS= read -r pair; do [ -z \"${pair#*=}\" ] || printf '%s; ' \"$pair\"; done)");
            Line("sleep 2");
            Line("as_receiver");
            Line("if [ -n \"$late\" ] && ! grep -aFq -e \"$LOOK_FOR\" \"$work/receiver.body\"; then");
            Line($"  {receiverCookie}=${{late%; }}");
            Line("  as_receiver");
            Line("fi");
        }
        else if (evidence.Gap is { } gap && gap < TimeSpan.Zero)
        {
            Line("# Both at once.");
            Line("as_owner & first=$!");
            Line("as_receiver & second=$!");
            Line("wait \"$first\"");
            Line("wait \"$second\"");
        }
        else
        {
            Line("as_owner");
            if (evidence.Gap is { } pause && pause >= ShortestSleep)
            {
                var seconds = pause.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);
                Line($"sleep {seconds} 2>/dev/null || sleep {Math.Ceiling(pause.TotalSeconds).ToString("0", CultureInfo.InvariantCulture)}");
            }

            Line("as_receiver");
        }

        Line(Verdict(check, cookie));
        return script.ToString();
    }

    // What both were given is printed by name and digest; values stay in the temporary folder.
    private static string Verdict(CheckKind check, string? cookie) => $$"""

        digest() { if command -v sha256sum >/dev/null 2>&1; then sha256sum; else shasum -a 256; fi | cut -c1-12; }
        for who in owner receiver; do
          echo "== $who"
          tr -d '\000-\010\013-\037\177' <"$work/$who.head" 2>/dev/null | sed 's/^\([Ss][Ee][Tt]-[Cc][Oo][Oo][Kk][Ii][Ee]: *[^=;]*=\)[^;]*/\1(see below)/'
          cookies "$who" 2>/dev/null | while IFS= read -r pair; do
            printf 'cookie %s, sha256 %s\n' "${pair%%=*}" "$(printf %s "${pair#*=}" | digest)"
          done
          [ -f "$work/$who.body" ] && printf 'body, sha256 %s\n' "$(digest <"$work/$who.body")"
        done
        found=0
        cookies owner >"$work/owner.cookies"
        COOKIE={{Quote(cookie ?? "")}}
        # Of that name where one is known, and not such as take a cookie away.
        shared() {
          while IFS= read -r pair; do
            [ -z "$COOKIE" ] || [ "${pair%%=*}" = "$COOKIE" ] || continue
            [ -n "${pair#*=}" ] && grep -Fqx -e "$pair" "$work/owner.cookies" && return 0
          done
          return 1
        }
        if cookies receiver | shared; then
          echo "== both were given the same cookie"
          {{(check == CheckKind.ForeignCookie ? "found=1" : ":")}}
        fi
        if [ -n "$LOOK_FOR" ]; then
          if cat "$work/receiver.head" "$work/receiver.body" 2>/dev/null | grep -aFq -e "$LOOK_FOR"; then
            echo "== found in what the receiver got: LOOK_FOR, sha256 $(printf %s "$LOOK_FOR" | digest)"
            found=1
          else
            echo "== LOOK_FOR is not in what the receiver got"
          fi
        fi
        exit "$found"
        """;

    /// <summary>Whether nothing else tells: without it the script would say that all is well.</summary>
    private static bool NeedsText(CheckKind check) => check is CheckKind.ForeignMarker or CheckKind.WrongIdentity or CheckKind.SurvivingSession or CheckKind.RevivedSession;

    private static string Command(Exchange exchange, string? cookie, string url, string file, Redaction redaction)
    {
        var command = new StringBuilder("curl -q -sS --globoff --path-as-is --compressed --max-time 60 --proto '=http,https'");
        command.Append(exchange.HttpVersion.Major == 2 ? exchange.Url.Scheme == Uri.UriSchemeHttps ? " --http2" : " --http2-prior-knowledge" : " --http1.1");
        var method = exchange.Request.Method.Method;
        if (method == "HEAD")
            command.Append(" --head");
        else if (method != "GET")
            command.Append(" -X ").Append(Quote(method));
        foreach (var field in exchange.RequestHeaders)
        {
            // What is redacted could only be sent wrong.
            var line = redaction.Field(field);
            if (!NotSent.Contains(field.Name, StringComparer.OrdinalIgnoreCase) && !line.Contains('‹', StringComparison.Ordinal))
                command.Append(" -H ").Append(Quote(line));
        }

        if (exchange.Request.Body.Length > 0)
            command.Append(" -H ").Append(Quote($"Content-Type: {redaction.Text(exchange.Request.ContentType ?? "application/octet-stream")}")).Append(" --data-raw \"$BODY\"");
        if (cookie is not null)
            command.Append(" -H \"Cookie: $").Append(cookie).Append('"');
        return command.Append(CultureInfo.InvariantCulture, $" -D \"$work/{file}.head\" -o \"$work/{file}.body\" --url \"${url}\"").ToString();
    }

    private static void AddUrl(string variable, Uri url, Redaction redaction, Action<string> line)
    {
        var shown = redaction.Url(url);
        if (shown.Contains('‹', StringComparison.Ordinal))
        {
            line($"# {Comment($"The address holds a secret: {shown}")}");
            line($"[ -n \"${{{variable}:-}}\" ] || {{ echo '{variable} is not set: the whole address' >&2; exit 2; }}");
        }
        else
        {
            line($"[ -n \"${{{variable}:-}}\" ] || {variable}={Quote(shown)}");
        }
    }

    /// <summary>Such as <c>ALICE_COOKIE</c>.</summary>
    internal static string Variable(string account)
    {
        var name = new string([.. account.Select(letter => char.IsAsciiLetterOrDigit(letter) ? char.ToUpperInvariant(letter) : '_')]);
        return (name.Length == 0 || char.IsAsciiDigit(name[0]) ? "A_" : "") + name + "_COOKIE";
    }

    private static string Comment(string text) => Plain.Line(text);

    // Nothing is special between single quotes but the quote itself (POSIX 2.2.2).
    private static string Quote(string text) => "'" + Plain.Line(text).Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
