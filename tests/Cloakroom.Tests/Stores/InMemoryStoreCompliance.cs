using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

public sealed class InMemoryStoreCompliance : StoreCompliance
{
    private protected override ICloakroomStore Build(TimeProvider time) => new InMemoryStore(time);
}
