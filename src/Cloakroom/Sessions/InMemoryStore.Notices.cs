using Cloakroom.Notices;

namespace Cloakroom.Sessions;

/// <summary>Who has been told.</summary>
internal sealed partial class InMemoryStore
{
    private readonly Dictionary<(string Incident, NoticeGroup Group), List<NoticeRecord>> _notices = [];

    public ValueTask<IReadOnlyList<NoticeRecord>> ReadNoticesAsync(string incident, NoticeGroup group, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<NoticeRecord>>(() => [.. _notices.GetValueOrDefault((incident, group), [])], cancellationToken);

    public ValueTask<IReadOnlyList<string>> ClaimNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<NoticeClaim> claims, string token, string by, DateTimeOffset at, CancellationToken cancellationToken) =>
        Locked<IReadOnlyList<string>>(() =>
        {
            if (!_incidents.Exists(known => known.Id == incident))
            {
                return [];
            }

            if (!_notices.TryGetValue((incident, group), out var records))
            {
                _notices.Add((incident, group), records = []);
            }

            return [.. claims.Where(claim => TryClaim(records, claim, new NoticeRecord(claim.Person, claim.AddressTag, token, by, at, null))).Select(claim => claim.Person)];
        }, cancellationToken);

    public ValueTask<int> SettleNoticesAsync(
        string incident, NoticeGroup group, IReadOnlyList<string> people, string token, DateTimeOffset? toldAt, CancellationToken cancellationToken) =>
        Locked(() =>
        {
            var records = _notices.GetValueOrDefault((incident, group), []);
            var count = 0;
            foreach (var person in people.Distinct())
            {
                var index = records.FindIndex(record => record.Person == person && record.Token == token && record.ToldAt is null);
                if (index < 0)
                {
                    continue;
                }

                count++;
                if (toldAt is null)
                {
                    records.RemoveAt(index);
                }
                else
                {
                    records[index] = records[index] with { ToldAt = toldAt };
                }
            }

            return count;
        }, cancellationToken);

    private static bool TryClaim(List<NoticeRecord> records, NoticeClaim claim, NoticeRecord claimed)
    {
        if (claim.Instead is { } instead)
        {
            var index = records.FindIndex(record => record.Person == claim.Person && record.Token == instead && record.ToldAt is null);
            if (index < 0 || records.Where((record, i) => i != index).Any(record => record.AddressTag == claim.AddressTag))
            {
                return false;
            }

            records[index] = claimed;
            return true;
        }

        if (records.Exists(record => record.Person == claim.Person || record.AddressTag == claim.AddressTag))
        {
            return false;
        }

        records.Add(claimed);
        return true;
    }
}
