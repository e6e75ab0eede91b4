using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Cloakroom.Http;

/// <summary>What a refused request hears: a status that says what it is, <c>Retry-After</c> where waiting helps, and words without details.</summary>
internal static class RefusalAnswer
{
    public static int StatusOf(CloakroomErrorCode code) => code switch
    {
        CloakroomErrorCode.SessionConflict => StatusCodes.Status409Conflict,
        CloakroomErrorCode.SessionEnded => StatusCodes.Status401Unauthorized,
        CloakroomErrorCode.TooManySessions => StatusCodes.Status403Forbidden,
        CloakroomErrorCode.CrossFlow or CloakroomErrorCode.ResponseNotWritable or CloakroomErrorCode.InsecureTransport
            or CloakroomErrorCode.Misconfigured or CloakroomErrorCode.SessionTooLarge => StatusCodes.Status500InternalServerError,
        _ => StatusCodes.Status503ServiceUnavailable,
    };

    /// <summary>Status and headers only, for a response whose body is already somebody else's.</summary>
    public static void SetHeaders(HttpContext context, CloakroomErrorCode code, TimeSpan retryAfter)
    {
        var status = StatusOf(code);
        context.Response.StatusCode = status;
        if (status == StatusCodes.Status503ServiceUnavailable)
            context.Response.Headers.RetryAfter = ((int)Math.Ceiling(retryAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    public static async Task WriteAsync(HttpContext context, CloakroomErrorCode code, TimeSpan retryAfter)
    {
        context.Response.Clear();
        SetHeaders(context, code, retryAfter);
        var (title, detail) = WordsFor(code);
        if (PrefersHtml(context.Request))
        {
            context.Response.ContentType = "text/html; charset=utf-8";
            await context.Response.WriteAsync(
                $"<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><title>{title}</title>"
                + $"<body style=\"font:16px/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1rem\"><h1>{title}</h1><p>{detail}</p></body></html>");
            return;
        }

        context.Response.ContentType = "application/problem+json";
        await context.Response.WriteAsync(JsonSerializer.Serialize(new Problem(title, context.Response.StatusCode, detail, code.ToString()), ProblemJson.Default.Problem));
    }

    private static bool PrefersHtml(HttpRequest request)
    {
        foreach (var accept in request.Headers.Accept)
        {
            if (accept?.Contains("text/html", StringComparison.OrdinalIgnoreCase) is true)
                return true;
        }

        return false;
    }

    private static (string Title, string Detail) WordsFor(CloakroomErrorCode code) => code switch
    {
        CloakroomErrorCode.SignInClosed => ("Sign-in is closed for now", "Nobody can sign in at the moment. Please try again later."),
        CloakroomErrorCode.ReadOnly => ("Changes are closed for now", "You can look at things but not change them at the moment. Please try again later."),
        CloakroomErrorCode.Closed => ("Closed for maintenance", "Signed-in use is closed at the moment. Please try again later."),
        CloakroomErrorCode.SessionConflict => ("Changed at the same time", "Another request of yours changed the same thing. Please reload and try again."),
        CloakroomErrorCode.SessionEnded => ("Your session has ended", "Please sign in again."),
        CloakroomErrorCode.TooManySessions => ("Too many sessions", "You are signed in on as many devices as allowed. Please sign out on one of them first."),
        _ when StatusOf(code) == StatusCodes.Status503ServiceUnavailable =>
            ("Please try again in a moment", "Your session could not be checked just now. You have not been signed out."),
        _ => ("Something went wrong", "The request could not be completed."),
    };
}

internal sealed record Problem(string Title, int Status, string Detail, string Code);

[System.Text.Json.Serialization.JsonSourceGenerationOptions(PropertyNamingPolicy = System.Text.Json.Serialization.JsonKnownNamingPolicy.CamelCase)]
[System.Text.Json.Serialization.JsonSerializable(typeof(Problem))]
internal sealed partial class ProblemJson : System.Text.Json.Serialization.JsonSerializerContext;
