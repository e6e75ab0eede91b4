using System.Text.Json.Nodes;

namespace Cloakroom.Edge.Hosting;

/// <summary>A part of <c>/status</c>. Nothing in it is secret, nor an address of a client.</summary>
internal interface IStatusSection
{
    string Name { get; }

    JsonNode? Read();
}
