using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Alerts.Mail;
using Cloakroom.Incidents;
using Cloakroom.Notices;

namespace Cloakroom.Cli.Notice;

/// <summary>One notice that is ready.</summary>
/// <param name="Person">Who.</param>
/// <param name="Address">Where to.</param>
/// <param name="Name">The name beside it; may be empty.</param>
/// <param name="Subject">The mail's.</param>
/// <param name="Body">The mail's.</param>
/// <param name="Claim">What is claimed before it goes.</param>
internal sealed record ReadyNotice(NoticePerson Person, MailAddressText Address, string Name, string Subject, string Body, NoticeClaim Claim);

/// <summary>Who of a group is to be told now, and who is not and why.</summary>
/// <param name="Ready">To be told.</param>
/// <param name="Told">Were told, known for certain.</param>
/// <param name="Unconfirmed">Somebody began to tell them, and it is not known whether they were told.</param>
/// <param name="WithoutAddress">Named by the incident, not in the table of addresses.</param>
/// <param name="Unnamed">Pairs with nobody on that side who could be named.</param>
/// <param name="IsComplete">Whether all of the incident was read.</param>
internal sealed record NoticePlan(
    IReadOnlyList<ReadyNotice> Ready, IReadOnlyList<NoticeRecord> Told, IReadOnlyList<NoticeRecord> Unconfirmed, IReadOnlyList<NoticePerson> WithoutAddress, int Unnamed, bool IsComplete)
{
    /// <param name="incident">Its id.</param>
    /// <param name="group">Which side.</param>
    /// <param name="impact">Who saw whom.</param>
    /// <param name="records">Who has been told, or claimed.</param>
    /// <param name="addresses">Where people are.</param>
    /// <param name="template">What they are told.</param>
    /// <param name="service">The name of what is guarded.</param>
    /// <param name="includesUnconfirmed">Whether those are told (again).</param>
    public static NoticePlan Of(
        string incident, NoticeGroup group, Incidents.Impact impact, IReadOnlyList<NoticeRecord> records, NoticeAddresses addresses, NoticeTemplate template, string service, bool includesUnconfirmed)
    {
        var known = records.ToDictionary(record => record.Person, StringComparer.Ordinal);
        var ready = new List<ReadyNotice>();
        var without = new List<NoticePerson>();
        var people = NoticePerson.Of(impact, group, out var unnamed);
        foreach (var person in people)
        {
            var record = known.GetValueOrDefault(person.Person);
            if (record is not null && (record.ToldAt is not null || !includesUnconfirmed))
                continue;
            if (addresses.Find(person.Person) is not var (address, name))
            {
                without.Add(person);
                continue;
            }

            var (subject, body) = template.Fill(person, name.Length == 0 ? address.Address : name, incident, service);
            ready.Add(new ReadyNotice(person, address, name, subject, body, new NoticeClaim(person.Person, TagOf(incident, group, address), record?.Token)));
        }

        var now = ready.Select(notice => notice.Person.Person).ToHashSet(StringComparer.Ordinal);
        return new NoticePlan(
            ready,
            [.. records.Where(record => record.ToldAt is not null)],
            [.. records.Where(record => record.ToldAt is null && !now.Contains(record.Person))],
            without,
            unnamed,
            impact.IsComplete);
    }

    /// <summary>The same for the same person, so that a mail that may have gone twice is seen as one.</summary>
    public static string MessageIdOf(string incident, NoticeGroup group, string person) => Hash($"notice {group} {incident} {person}");

    private static string TagOf(string incident, NoticeGroup group, MailAddressText address) => Hash($"address {group} {incident} {address.Address.ToLowerInvariant()}");

    private static string Hash(string text) => Base64Url.EncodeToString(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));
}
