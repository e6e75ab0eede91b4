using Cloakroom.Edge.Configuration.Reading;

namespace Cloakroom.Edge.Configuration.Validation;

/// <summary>Where the edge keeps what must outlive it.</summary>
internal static class StoreRules
{
    private const string Key = $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.Directory)}";
    private const string InMemoryKey = $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.InMemory)}";

    private const string UseRetentionKey = $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.UseRetention)}";
    private const string RetentionKey = $"{nameof(EdgeOptions.Store)}:{nameof(EdgeStoreOptions.IssueRetention)}";

    public static void Check(EdgeStoreOptions store, ValidationReport report)
    {
        if (store.InMemory)
            report.Warning(InMemoryKey, "is on: every session ends when the edge does, and nothing that it records is kept.", "Leave it out, and set store.directory.");
        else if (store.Directory.Length == 0)
            report.Error(Key, "is empty.", "Give a directory that only the edge can read: /var/lib/cloakroom-edge.");
        else if (File.Exists(store.Directory))
            report.Error(Key, $"{Shown.Of(store.Directory)} is a file.", "Give a directory.");
        // What is still in use is noted anew once a day.
        if (store.UseRetention != TimeSpan.Zero && (store.UseRetention < TimeSpan.FromHours(1) || store.UseRetention > TimeSpan.FromDays(400)))
            report.Error(UseRetentionKey, $"{store.UseRetention} is neither 0 nor between 1 hour and 400 days.", "Give days.hours:minutes:seconds: 30.00:00:00.");
        if (store.IssueRetention < TimeSpan.FromDays(3) || store.IssueRetention > TimeSpan.FromDays(3_650))
            report.Error(RetentionKey, $"{store.IssueRetention} is not between 3 days and 10 years.", "Give days.hours:minutes:seconds: 30.00:00:00.");
    }
}
