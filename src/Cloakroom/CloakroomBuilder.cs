using Cloakroom.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Cloakroom;

/// <summary>What <c>AddCloakroom</c> returns: choose the store, and where the scheme is used.</summary>
public sealed class CloakroomBuilder
{
    internal CloakroomBuilder(IServiceCollection services) => Services = services;

    /// <summary>The application's services.</summary>
    public IServiceCollection Services { get; }

    /// <summary>Keeps sessions in this process's memory: for tests and demonstrations. The default while no other store is added.</summary>
    public CloakroomBuilder AddInMemoryStore() => AddStore(provider => new InMemoryStore());

    /// <summary>Puts a store in place of the one that was there.</summary>
    internal CloakroomBuilder AddStore(Func<IServiceProvider, ICloakroomStore> create)
    {
        Services.Replace(ServiceDescriptor.Singleton(create));
        return this;
    }
}
