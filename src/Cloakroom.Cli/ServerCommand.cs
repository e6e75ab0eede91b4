using System.CommandLine;

namespace Cloakroom.Cli;

/// <summary>A command that runs until it is told to stop, and then takes the time that its work under way needs.</summary>
internal sealed class ServerCommand(string name, string description) : Command(name, description)
{
    /// <summary>Whether a second Ctrl-C or SIGTERM does not wait for that work, and the terminal may be closed while it goes on (see <see cref="Interrupts"/>). Default: it waits.</summary>
    public bool EndsWhenAskedTwice { get; set; }
}
