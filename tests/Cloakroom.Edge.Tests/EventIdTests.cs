using System.Reflection;
using Microsoft.Extensions.Logging;

namespace Cloakroom.Edge.Tests;

/// <summary>Operators filter and alert by event id.</summary>
public sealed class EventIdTests
{
    [Fact]
    public void EventIds_OfEverythingInTheProcess_AreDistinct()
    {
        Assembly[] assemblies = [typeof(EdgeServer).Assembly, typeof(CloakroomOptions).Assembly, Assembly.Load("Cloakroom.Sqlite")];
        var messages = assemblies
            .SelectMany(assembly => assembly.GetTypes())
            .SelectMany(type => type.GetMethods(BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.DeclaredOnly))
            .Select(method => (Name: $"{method.DeclaringType!.FullName}.{method.Name}", Message: method.GetCustomAttribute<LoggerMessageAttribute>()))
            .Where(method => method.Message is not null)
            .ToArray();

        messages.Length.ShouldBeGreaterThan(50);
        messages.GroupBy(method => method.Message!.EventId).Where(group => group.Count() > 1)
            .Select(group => $"{group.Key}: {string.Join(", ", group.Select(method => method.Name))}").ShouldBeEmpty();
    }
}
