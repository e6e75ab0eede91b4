using System.Net;
using System.Text;
using Cloakroom.Http;
using Cloakroom.Sessions;
using Cloakroom.Tests.Hosting;
using FsCheck;
using FsCheck.Fluent;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace Cloakroom.Tests.Http;

public sealed class CookieReaderTests
{
    private static readonly CookieReader Reader = new(Options.Create(new CloakroomOptions()), NullLogger<CookieReader>.Instance);

    private static readonly string[] Names = [Browser.Token, Browser.Binding];

    [Fact]
    public void TryDecode_AnyString_AcceptsExactlyWhatEncodeMakes()
    {
        var config = Config.QuickThrowOnFailure.WithMaxTest(2000);
        Check.One(config, Prop.ForAll<string?>(text =>
            !Secret.TryDecode(text, out var secret) || secret.Encode() == text));
        // Strings of the right length and alphabet, so that the last character decides.
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_=+/ ";
        var near = Gen.Elements(alphabet.ToCharArray()).ArrayOf(43).Select(chars => new string(chars));
        Check.One(config, Prop.ForAll(near.ToArbitrary(), text => !Secret.TryDecode(text, out var secret) || secret.Encode() == text));
    }

    [Fact]
    public void TryDecode_EverySecret_RoundTripsAndNoOtherLastCharacterDoes()
    {
        var text = Secret.Create().Encode();
        var accepted = 0;
        for (var c = (char)0; c < 300; c++)
        {
            if (Secret.TryDecode(text[..^1] + c, out var secret))
            {
                accepted++;
                secret.Encode().ShouldBe(text[..^1] + c);
            }
        }

        accepted.ShouldBe(16);
    }

    [Fact]
    public void Read_AnyHeaderLines_AgreesWithASimpleModelAndNeverThrows()
    {
        var secrets = Enumerable.Range(0, 3).Select(_ => Secret.Create().Encode()).ToArray();
        var value = Gen.OneOf(
            Gen.Elements(secrets),
            Gen.Elements("", "x", secrets[0][..^1], secrets[0] + "A", "\"" + secrets[0] + "\"", secrets[0] + " ", secrets[1].ToUpperInvariant()),
            ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""));
        var name = Gen.Elements(Browser.Token, Browser.Binding, "__host-cloakroom", "cloakroom", Browser.Token + "2", " " + Browser.Token, "theme", "");
        var separator = Gen.Elements(";", "; ", ";;", " ; ", ",", "");
        var pair = name.SelectMany(n => value.SelectMany(v => separator.Select(s => $"{n}={v}{s}")));
        var line = Gen.OneOf(pair.ArrayOf().Select(string.Concat), ArbMap.Default.GeneratorFor<string?>().Select(text => text ?? ""));
        var header = line.ArrayOf();

        Check.One(Config.QuickThrowOnFailure.WithMaxTest(1000).WithEndSize(12), Prop.ForAll(header.ToArbitrary(), lines =>
        {
            var context = new DefaultHttpContext();
            context.Request.Scheme = "https";
            context.Request.Headers.Cookie = new StringValues(lines);
            var read = Reader.Read(context, out var found);
            var (token, binding) = (Model(lines, Browser.Token), Model(lines, Browser.Binding));
            return read.HasFlag(BroughtHalves.Token) == token is not null
                && read.HasFlag(BroughtHalves.Binding) == binding is not null
                && (token is null || found.Token.Encode() == token)
                && (binding is null || found.Binding.Encode() == binding);
        }));
    }

    [Fact]
    public void Read_OneNameIsAPrefixOfTheOther_AreToldApart()
    {
        var context = new DefaultHttpContext();
        var pair = SecretPair.Create();
        context.Request.Headers.Cookie = $"{Browser.Binding}={pair.Binding.Encode()}; {Browser.Token}={pair.Token.Encode()}";

        Reader.Read(context, out var found);

        found.TokenKey.ShouldBe(pair.TokenKey);
        found.BindingKey.ShouldBe(pair.BindingKey);
    }

    [Fact]
    public async Task Request_CookieOfAnyShape_HasADefinedOutcome()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Kestrel = true);
        var alice = await app.Browse().SignInAsync("alice");
        var bob = await app.Browse().SignInAsync("bob");
        var (token, binding) = (alice.Cookies[Browser.Token], alice.Cookies[Browser.Binding]);
        var rest = $"; {Browser.Binding}={binding}";
        (string Shape, string Header, SessionOutcome Outcome)[] shapes =
        [
            ("short", $"{Browser.Token}={token[..^1]}{rest}", SessionOutcome.Missing),
            ("long", $"{Browser.Token}={token}A{rest}", SessionOutcome.Missing),
            ("quoted", $"{Browser.Token}=\"{token}\"{rest}", SessionOutcome.Missing),
            // The last character has two bits that must be zero; with one set it would name the same bytes.
            ("not canonical", $"{Browser.Token}={token[..^1]}{(char)(token[^1] + 1)}{rest}", SessionOutcome.Missing),
            ("oversized", $"{Browser.Token}={new string('A', 20_000)}{rest}", SessionOutcome.Missing),
            ("twice and different", $"{Browser.Token}={token}; {Browser.Token}={bob.Cookies[Browser.Token]}{rest}", SessionOutcome.Missing),
            ("twice and equal", $"{Browser.Token}={token}; {Browser.Token}={token}{rest}", SessionOutcome.Valid),
            ("among hundreds", string.Concat(Enumerable.Range(0, 400).Select(i => $"c{i}={new string('x', 40)}; ")) + $"{Browser.Token}={token}{rest}", SessionOutcome.Valid),
        ];

        foreach (var (shape, header, outcome) in shapes)
        {
            var raw = app.Browse();
            raw.Headers["Cookie"] = header;

            var answer = await raw.GetAsync("/outcome");

            answer.Status.ShouldBe(HttpStatusCode.OK, shape);
            answer.Body.ShouldBe(outcome.ToString(), shape);
            answer.SetCookies.ShouldBeEmpty();
            (await raw.BodyAsync("/me")).ShouldBe(outcome == SessionOutcome.Valid ? "alice" : TestEndpoints.Nobody);
        }
    }

    [Fact]
    public async Task Request_FloodOfCookies_IsRefusedByTheServerBeforeAnythingElse()
    {
        await using var app = await TestApp.StartAsync(setup => setup.Kestrel = true);
        var alice = await app.Browse().SignInAsync("alice");
        var flood = app.Browse().Copy(alice);
        flood.Cookies["flood"] = new string('x', 40_000);

        (await flood.GetAsync("/me")).Status.ShouldBe(HttpStatusCode.RequestHeaderFieldsTooLarge);
        (await alice.BodyAsync("/me")).ShouldBe("alice");
    }

    /// <summary>RFC 6265 section 4.2.1, and all values of a name must agree and be canonical.</summary>
    private static string? Model(string[] lines, string name)
    {
        Names.ShouldContain(name);
        var values = lines.SelectMany(line => line.Split(';'))
            .Select(part => part.Trim(' '))
            .Where(part => part.StartsWith(name + "=", StringComparison.Ordinal))
            .Select(part => part[(name.Length + 1)..])
            .Distinct()
            .ToArray();
        return values is [{ Length: 43 } only] && IsCanonical(only) ? only : null;
    }

    private static bool IsCanonical(string text)
    {
        try
        {
            var bytes = Convert.FromBase64String(text.Replace('-', '+').Replace('_', '/') + "=");
            return bytes.Length == 32 && Convert.ToBase64String(bytes).TrimEnd('=').Replace('+', '-').Replace('/', '_') == text
                && !text.Contains('+', StringComparison.Ordinal) && !text.Contains('/', StringComparison.Ordinal);
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
