using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Forwarding;

namespace Cloakroom.Edge.Guard;

/// <summary>Holds the configuration in force. A reload swaps it whole; requests under way end with the one that they began with.</summary>
internal sealed class EdgeRuntime
{
    private readonly Forwarder _forwarder;
    private EdgeState _state;

    public EdgeRuntime(EdgeOptions options, Forwarder forwarder)
    {
        _forwarder = forwarder;
        _state = Build(options);
    }

    public EdgeState State => Volatile.Read(ref _state);

    public void Use(EdgeOptions options) => Volatile.Write(ref _state, Build(options));

    private EdgeState Build(EdgeOptions options) => new(new GuardPolicy(options), _forwarder.Use(options));
}
