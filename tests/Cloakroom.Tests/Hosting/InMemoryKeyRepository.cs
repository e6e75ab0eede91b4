using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace Cloakroom.Tests.Hosting;

/// <summary>Holds the Data Protection key ring: share one between hosts as a team shares its key directory, or lose it.</summary>
internal sealed class InMemoryKeyRepository : IXmlRepository
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
