using System.ComponentModel.DataAnnotations;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

public sealed class SqliteStoreOptionsTests
{
    [Fact]
    public void Validate_Defaults_AreValid() => Errors(new SqliteStoreOptions()).ShouldBeEmpty();

    [Fact]
    public void Validate_EverythingWrong_TellsEveryError()
    {
        var options = new SqliteStoreOptions
        {
            Path = "",
            Synchronous = (SqliteSynchronous)9,
            BusyTimeout = TimeSpan.Zero,
            ReaderCount = 0,
            QueueLimit = 0,
        };

        Errors(options).ShouldBe(["Path", "Synchronous", "BusyTimeout", "ReaderCount", "QueueLimit"], ignoreOrder: true);
    }

    private static List<string> Errors(SqliteStoreOptions options)
    {
        var results = new List<ValidationResult>();
        Validator.TryValidateObject(options, new ValidationContext(options), results, validateAllProperties: true);
        return [.. results.SelectMany(r => r.MemberNames)];
    }
}
