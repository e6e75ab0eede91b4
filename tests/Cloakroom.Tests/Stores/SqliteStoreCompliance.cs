using Cloakroom.Sessions;
using Cloakroom.Sqlite;

namespace Cloakroom.Tests.Stores;

public sealed class SqliteStoreCompliance : StoreCompliance
{
    private readonly SqliteFile _file = new();

    private protected override ICloakroomStore Build(TimeProvider time) => _file.Build(time);

    private protected override async ValueTask CloseAsync(ICloakroomStore store)
    {
        await ((SqliteStore)store).DisposeAsync();
        _file.Dispose();
    }
}
