using System.Xml.Linq;
using Cloakroom.Edge.Sealing;
using Cloakroom.Tests.Hosting;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Cloakroom.Edge.Tests.Sealing;

/// <summary>Data Protection as one process has it, over a repository that several may share.</summary>
internal sealed class TestRing : IDisposable
{
    private readonly ServiceProvider _services;

    public TestRing(IXmlRepository repository, bool autoGenerate = true)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddDataProtection();
        services.Configure<KeyManagementOptions>(options =>
        {
            options.XmlRepository = repository;
            options.AutoGenerateKeys = autoGenerate;
        });
        _services = services.BuildServiceProvider();
    }

    public IKeyManager Manager => _services.GetRequiredService<IKeyManager>();

    public ISealKeySource Source(IKeyManager? manager = null) => new DataProtectionKeySource(
        manager ?? Manager,
        _services.GetRequiredService<IDataProtectionProvider>(),
        _services.GetRequiredService<IOptions<KeyManagementOptions>>(),
        // The ring goes by the wall clock, whatever the edge's clock is.
        TimeProvider.System,
        NullLogger<DataProtectionKeySource>.Instance);

    /// <summary>An edge on this ring, whose own clock is moved by hand.</summary>
    public SealFixture Edge(ISealKeySource? source = null) => new(source ?? Source());

    /// <summary>What Data Protection itself protects with: a magic number, then the id of the key.</summary>
    public Guid CurrentOfDataProtection() =>
        new(_services.GetRequiredService<IDataProtectionProvider>().CreateProtector("test").Protect([]).AsSpan(4, 16));

    /// <summary>Makes a key that has been in force for some time.</summary>
    public Guid Rotate(TimeSpan age, TimeSpan? lifetime = null)
    {
        var then = TimeProvider.System.GetUtcNow() - age;
        return Manager.CreateNewKey(then, then + (lifetime ?? TimeSpan.FromDays(90))).KeyId;
    }

    public void Dispose() => _services.Dispose();
}

/// <summary>A key ring in memory.</summary>
internal sealed class KeysInMemory : IXmlRepository
{
    private readonly Lock _lock = new();
    private readonly List<XElement> _elements = [];

    public IReadOnlyCollection<XElement> GetAllElements()
    {
        lock (_lock)
        {
            return [.. _elements.Select(element => new XElement(element))];
        }
    }

    public void StoreElement(XElement element, string friendlyName)
    {
        lock (_lock)
        {
            _elements.Add(new XElement(element));
        }
    }
}

/// <summary>A source whose answers and failures are chosen, and whose readings are counted.</summary>
internal sealed class ScriptedSource(ISealKeySource inner) : ISealKeySource
{
    private int _readings;

    public int Readings => Volatile.Read(ref _readings);

    public Exception? Failure { get; set; }

    public CancellationToken Changed => inner.Changed;

    public SealKeySet Read()
    {
        Interlocked.Increment(ref _readings);
        return Failure is null ? inner.Read() : throw Failure;
    }
}
