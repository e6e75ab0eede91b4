using Cloakroom.Incidents;
using Cloakroom.Journal;

namespace Cloakroom.Notices;

/// <summary>Somebody who is to be told, with what is known of them in the incident.</summary>
/// <param name="Person">The subject; <c>binding:</c> and a tag, as edges name browsers; or <c>session:</c> and its public id.</param>
/// <param name="First">The first time, UTC.</param>
/// <param name="Last">The last time.</param>
/// <param name="Requests">Requests that were served to the wrong one.</param>
/// <param name="Others">How many were on the other side.</param>
internal sealed record NoticePerson(string Person, DateTimeOffset First, DateTimeOffset Last, long Requests, int Others)
{
    private const string Session = "session:";

    /// <summary>Those of a group to whom, or of whom, something was really shown; blocked attempts concern nobody. By time.</summary>
    /// <param name="impact">Who saw whom.</param>
    /// <param name="group">Which of the two sides.</param>
    /// <param name="unnamed">How many pairs have nobody on that side who could be named.</param>
    public static IReadOnlyList<NoticePerson> Of(Impact impact, NoticeGroup group, out int unnamed)
    {
        var pairs = impact.Exposed.Select(pair => group == NoticeGroup.Owners
            ? (Person: NameOf(pair.Owner), Other: pair.Receiver, Pair: pair)
            : (Person: NameOf(pair.Receiver), Other: pair.Owner, Pair: pair)).ToList();
        unnamed = pairs.Count(pair => pair.Person is null);
        return
        [
            .. pairs.Where(pair => pair.Person is not null)
                .GroupBy(pair => pair.Person!, StringComparer.Ordinal)
                .Select(person => new NoticePerson(
                    person.Key,
                    person.Min(pair => pair.Pair.First),
                    person.Max(pair => pair.Pair.Last),
                    person.Sum(pair => pair.Pair.Requests),
                    person.Select(pair => NameOf(pair.Other) ?? "").Distinct().Count()))
                .OrderBy(person => person.First).ThenBy(person => person.Person, StringComparer.Ordinal),
        ];
    }

    private static string? NameOf(MixupParty party) => party.Subject ?? (party.SessionId is { } id ? Session + id : null);
}
