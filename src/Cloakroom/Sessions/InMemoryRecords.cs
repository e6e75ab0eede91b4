namespace Cloakroom.Sessions;

/// <summary>The records of <see cref="InMemoryStore"/> and the ways to find them. Not thread-safe: the store holds its lock.</summary>
internal sealed class InMemoryRecords
{
    private readonly Dictionary<RecordKey, Entry> _byKey = [];
    private readonly Dictionary<RecordKey, List<Entry>> _byBinding = [];
    private readonly Dictionary<string, List<Entry>> _byId = [];
    private readonly Dictionary<string, List<Entry>> _bySubject = [];
    private long _order;

    public IEnumerable<SessionRecord> All => _byKey.Values.Select(e => e.Record);

    public SessionRecord? Find(RecordKey key) => _byKey.GetValueOrDefault(key)?.Record;

    public IEnumerable<SessionRecord> WithBinding(RecordKey binding) => NewestFirst(_byBinding.GetValueOrDefault(binding));

    public IEnumerable<SessionRecord> WithId(string id) => NewestFirst(_byId.GetValueOrDefault(id));

    public IEnumerable<SessionRecord> LiveOf(string subject) =>
        NewestFirst(_bySubject.GetValueOrDefault(subject)).Where(r => r.Status == RecordStatus.Live);

    /// <summary>Inserts a record, or replaces the one of the same key, which keeps its place in the order.</summary>
    public void Put(SessionRecord record)
    {
        var order = _byKey.TryGetValue(record.Key, out var old) ? old.Order : ++_order;
        if (old is not null)
        {
            Unindex(old);
        }

        var entry = new Entry(record, order);
        _byKey[record.Key] = entry;
        Add(_byBinding, record.BindingKey, entry);
        Add(_byId, record.Id, entry);
        if (record.Subject is not null)
        {
            Add(_bySubject, record.Subject, entry);
        }
    }

    public void Remove(RecordKey key)
    {
        if (_byKey.Remove(key, out var entry))
        {
            Unindex(entry);
        }
    }

    private void Unindex(Entry entry)
    {
        Remove(_byBinding, entry.Record.BindingKey, entry);
        Remove(_byId, entry.Record.Id, entry);
        if (entry.Record.Subject is not null)
        {
            Remove(_bySubject, entry.Record.Subject, entry);
        }
    }

    private static void Add<TKey>(Dictionary<TKey, List<Entry>> index, TKey key, Entry entry) where TKey : notnull
    {
        if (!index.TryGetValue(key, out var entries))
        {
            index[key] = entries = [];
        }

        entries.Add(entry);
    }

    private static void Remove<TKey>(Dictionary<TKey, List<Entry>> index, TKey key, Entry entry) where TKey : notnull
    {
        var entries = index[key];
        entries.Remove(entry);
        if (entries.Count == 0)
        {
            index.Remove(key);
        }
    }

    // A list of its own, so that callers may change records while they walk it.
    private static List<SessionRecord> NewestFirst(List<Entry>? entries) => entries is null
        ? []
        : [.. entries.OrderByDescending(e => e.Record.CreatedAt).ThenByDescending(e => e.Order).Select(e => e.Record)];

    private sealed class Entry(SessionRecord record, long order)
    {
        public SessionRecord Record { get; } = record;

        public long Order { get; } = order;
    }
}
