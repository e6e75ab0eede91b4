using System.Globalization;
using System.Text.RegularExpressions;

namespace Cloakroom.Notices;

/// <summary>What people are told: a subject, and a text with places for what is different for each.</summary>
internal sealed partial class NoticeTemplate
{
    private const string SubjectMark = "Subject:";

    private readonly string _body;
    private readonly string _subject;

    private NoticeTemplate(string subject, string body) => (_subject, _body) = (subject, body);

    /// <summary>The places that a template may have, with what stands there.</summary>
    public static IReadOnlyDictionary<string, string> Places { get; } = new Dictionary<string, string>
    {
        ["name"] = "the name beside the address, or the address",
        ["person"] = "who it is, as the incident names them",
        ["first"] = "the first time, in UTC",
        ["last"] = "the last time, in UTC",
        ["requests"] = "how many pages or answers were shown to the wrong one",
        ["others"] = "how many people were on the other side",
        ["incident"] = "the incident's id",
        ["service"] = "the name of what is guarded, as alerts have it",
    };

    public static string BuiltIn(NoticeGroup group) => group == NoticeGroup.Owners ? Owners : Receivers;

    /// <param name="text">A line with the subject, an empty line, and the text.</param>
    /// <param name="problem">What is wrong, with its line; null when nothing is.</param>
    /// <returns>Null when something is wrong.</returns>
    public static NoticeTemplate? Parse(string text, out string? problem)
    {
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        problem = FindProblem(lines);
        return problem is null ? new NoticeTemplate(lines[0][SubjectMark.Length..].Trim(), string.Join('\n', lines.Skip(2)) + "\n") : null;
    }

    /// <summary>For one person.</summary>
    public (string Subject, string Body) Fill(NoticePerson person, string name, string incident, string service)
    {
        return (Filled(_subject), Filled(_body));

        string Filled(string text) => Place().Replace(text, match => match.Groups[1].Value switch
        {
            "name" => name,
            "person" => person.Person,
            "first" => Time(person.First),
            "last" => Time(person.Last),
            "requests" => Number(person.Requests),
            "others" => Number(person.Others),
            "incident" => incident,
            _ => service,
        });
    }

    private static string? FindProblem(string[] lines)
    {
        if (!lines[0].StartsWith(SubjectMark, StringComparison.OrdinalIgnoreCase) || lines[0].Length == SubjectMark.Length)
            return $"line 1: begin with '{SubjectMark}' and the subject of the mail.";
        if (lines.Length < 3 || lines[1].Length > 0)
            return "line 2: leave it empty, and write the text from line 3 on.";
        for (var i = 0; i < lines.Length; i++)
        {
            foreach (Match place in Place().Matches(lines[i]))
            {
                if (!Places.ContainsKey(place.Groups[1].Value))
                    return $"line {i + 1}: {{{{{place.Groups[1].Value}}}}} is not known. There are {string.Join(", ", Places.Keys.Select(known => $"{{{{{known}}}}}"))}.";
            }

            if (Brace().Match(Place().Replace(lines[i], "")) is { Success: true } left)
                return $"line {i + 1}: '{left.Value}' has no partner. Write {{{{name}}}}, in two braces on each side.";
        }

        return null;
    }

    private static string Time(DateTimeOffset time) => time.ToString("yyyy-MM-dd HH:mm 'UTC'", CultureInfo.InvariantCulture);

    private static string Number(long number) => number.ToString("N0", CultureInfo.InvariantCulture);

    [GeneratedRegex(@"\{\{\s*([^{}]*?)\s*\}\}")]
    private static partial Regex Place();

    [GeneratedRegex(@"\{\{|\}\}")]
    private static partial Regex Brace();

    private const string Owners = """
        Subject: Some of your data was shown to another person

        Hello {{name}},

        because of a fault in {{service}}, pages made for you were shown to another person who was
        signed in at the same time. This happened between {{first}} and {{last}}.

        How often: {{requests}} pages or answers, to {{others}} other people.

        The fault has been found and stopped. Your password was not shown, and you need not change it.
        Please look through your account, and tell us if you find anything in it that you have not
        done yourself.

        We are sorry. If you have questions, answer this message and name {{incident}}.

        """;

    private const string Receivers = """
        Subject: You may have seen another person's data

        Hello {{name}},

        because of a fault in {{service}}, you were shown pages that were made for another person.
        This happened between {{first}} and {{last}}.

        How often: {{requests}} pages or answers, of {{others}} other people.

        You have done nothing wrong. If you have saved, printed or passed on anything of it, please
        delete it, and tell us. If you entered something that is now missing from your account, it may
        have gone to the other one: tell us that, too.

        We are sorry. If you have questions, answer this message and name {{incident}}.

        """;
}
