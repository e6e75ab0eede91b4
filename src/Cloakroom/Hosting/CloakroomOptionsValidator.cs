using System.Buffers;
using System.Collections;
using System.ComponentModel.DataAnnotations;
using Cloakroom.Alerts;
using Cloakroom.Http;
using Cloakroom.Journal;
using Cloakroom.Policies;
using Cloakroom.Sessions;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Cloakroom.Hosting;

/// <summary>Checks the options at start. Never stops at the first error: each names its setting and the remedy.</summary>
internal sealed class CloakroomOptionsValidator(IHostEnvironment? environment = null) : IValidateOptions<CloakroomOptions>
{
    private static readonly SearchValues<char> TokenCharacters =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");

    public ValidateOptionsResult Validate(string? name, CloakroomOptions options)
    {
        var errors = new List<string>();
        FindAnnotationErrors(CloakroomOptions.SectionName, options, errors);
        FindCookieErrors(options.Cookies, errors);
        FindLifetimeErrors("Lifetime", options.Lifetime, errors);
        FindLifetimeErrors("RememberMe", options.RememberMe, errors);
        FindCacheErrors(options.NearCache, errors);
        FindRouteErrors(options, errors);
        FindPolicyErrors(options.Policies, errors);
        FindAlertErrors(options.Alerts, errors);
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);
    }

    private void FindCookieErrors(SessionCookieOptions cookies, List<string> errors)
    {
        FindNameError("Token", cookies.Token, errors);
        FindNameError("Binding", cookies.Binding, errors);
        if (string.Equals(cookies.Token, cookies.Binding, StringComparison.OrdinalIgnoreCase))
            errors.Add("Cloakroom:Cookies:Token and Cloakroom:Cookies:Binding are the same; the two halves need two cookies. Give them different names.");
        if (cookies.SameSite == SameSiteMode.Unspecified || !Enum.IsDefined(cookies.SameSite))
            errors.Add("Cloakroom:Cookies:SameSite must be Lax, Strict or None; browsers treat an unspecified one differently.");
        if (cookies.AllowHttpOnLocalhost && environment?.IsDevelopment() is false)
        {
            errors.Add(
                $"Cloakroom:Cookies:AllowHttpOnLocalhost is set in the environment '{environment.EnvironmentName}'. It is for Development only: remove it, or set ASPNETCORE_ENVIRONMENT=Development.");
        }
    }

    private static void FindNameError(string setting, string? name, List<string> errors)
    {
        if (string.IsNullOrEmpty(name))
            return; // The annotation has said so.
        if (!name.StartsWith("__Host-", StringComparison.Ordinal) || name.Length == "__Host-".Length)
            errors.Add($"Cloakroom:Cookies:{setting} is '{name}' and must begin with '__Host-' and go on, so that no other host or plain-http page can set it (RFC 6265bis section 4.1.3.2).");
        else if (name.AsSpan().ContainsAnyExcept(TokenCharacters))
            errors.Add($"Cloakroom:Cookies:{setting} has characters that a cookie name cannot have (RFC 9110 section 5.6.2). Use letters, digits and '-'.");
    }

    private static void FindLifetimeErrors(string setting, SessionLifetimeOptions lifetime, List<string> errors)
    {
        if (lifetime.IdleTimeout > lifetime.AbsoluteTimeout)
            errors.Add($"Cloakroom:{setting}:IdleTimeout is longer than Cloakroom:{setting}:AbsoluteTimeout, so that it would never take effect. Lower it, or raise the other.");
    }

    private static void FindCacheErrors(NearCacheOptions cache, List<string> errors)
    {
        if (cache.Enabled && cache.FeedInterval > cache.MaxStaleness / 2)
            errors.Add("Cloakroom:NearCache:FeedInterval is more than half of Cloakroom:NearCache:MaxStaleness, so that the cache would go stale between two looks. Lower it.");
    }

    private static void FindRouteErrors(CloakroomOptions options, List<string> errors)
    {
        foreach (var pattern in options.Static.Paths)
        {
            if (PathPattern.FindError(pattern) is { } error)
                errors.Add($"Cloakroom:Static:Paths has the pattern '{pattern}', which {error}.");
        }

        foreach (var (setting, path) in new[] { ("LoginPath", options.Challenge.LoginPath), ("AccessDeniedPath", options.Challenge.AccessDeniedPath) })
        {
            if (path is { Length: > 0 } && (path[0] != '/' || path.StartsWith("//", StringComparison.Ordinal)))
                errors.Add($"Cloakroom:Challenge:{setting} is '{path}' and must be a path of this application, beginning with one '/'.");
            else if (path is { Length: > 0 } && options.Static.Paths.Any(pattern => PathPattern.FindError(pattern) is null && PathPattern.Parse(pattern).Matches(path)))
                errors.Add($"Cloakroom:Challenge:{setting} is '{path}', which Cloakroom:Static:Paths declares static: nobody could sign in there. Narrow the pattern.");
        }

        for (var i = 0; i < options.Cookies.AlsoGuarded.Count; i++)
        {
            if (string.IsNullOrWhiteSpace(options.Cookies.AlsoGuarded[i]) || options.Cookies.AlsoGuarded[i].IndexOf('*') is >= 0 and var star && star < options.Cookies.AlsoGuarded[i].Length - 1)
                errors.Add($"Cloakroom:Cookies:AlsoGuarded:{i} must be a cookie name, with '*' at most at its end.");
        }
    }

    private static void FindPolicyErrors(IncidentPolicyOptions policies, List<string> errors)
    {
        foreach (var policy in Enum.GetValues<Policy>())
        {
            var options = policies.For(policy);
            var setting = $"Cloakroom:Policies:{policy}";
            if (options.Mode != PolicyMode.Off && options is { Exposed: 0, Mixups: 0 })
                errors.Add($"{setting} has neither a count of Exposed nor of Mixups, so that it would never act. Give a count, or set {setting}:Mode to Off.");
            if (options.Kinds.Contains(MixupKind.CookieToStatic))
                errors.Add($"{setting}:Kinds has CookieToStatic, which is a precursor: nobody has seen anything, and any visitor can cause it. Remove it.");
            if (options.Kinds.Any(kind => !Enum.IsDefined(kind)))
                errors.Add($"{setting}:Kinds has what is no kind of mix-up. Give some of {string.Join(", ", Enum.GetNames<MixupKind>().Where(kind => kind != nameof(MixupKind.CookieToStatic)))}.");
        }
    }

    private static void FindAlertErrors(AlertOptions alerts, List<string> errors)
    {
        if (alerts.Service is { } service && (service.Length > AlertRules.MaxService || service.Any(char.IsControl)))
            errors.Add($"Cloakroom:Alerts:Service is not one line of at most {AlertRules.MaxService} characters. Give the name of what is guarded.");
        for (var i = 0; i < alerts.Destinations.Count; i++)
        {
            var before = alerts.Destinations.Take(i).Select(destination => destination.Name);
            errors.AddRange(AlertRules.Find(alerts.Destinations[i], before).Select(problem => $"Cloakroom:Alerts:Destinations:{i}:{problem.Setting} {problem.What} {problem.Remedy}"));
        }
    }

    /// <summary>The data annotations of the whole tree of options; the framework's own check looks at the top only.</summary>
    private static void FindAnnotationErrors(string path, object options, List<string> errors)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        foreach (var result in results)
            errors.Add($"{path}:{string.Join(',', result.MemberNames)}: {result.ErrorMessage}");
        foreach (var property in options.GetType().GetProperties())
        {
            if (property.PropertyType.Namespace?.StartsWith("Cloakroom", StringComparison.Ordinal) is not true || property.PropertyType.IsEnum)
                continue;
            if (property.GetValue(options) is { } child and not IEnumerable)
                FindAnnotationErrors($"{path}:{property.Name}", child, errors);
            else if (property.GetValue(options) is null)
                errors.Add($"{path}:{property.Name} is null. Leave it out to have the defaults.");
        }
    }
}
