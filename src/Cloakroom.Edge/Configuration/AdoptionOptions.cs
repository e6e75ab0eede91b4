using System.ComponentModel;

namespace Cloakroom.Edge.Configuration;

/// <summary>The application's own cookies of before.</summary>
internal sealed class AdoptionOptions
{
    [Description("Until when unsealed cookies are accepted; null (the default) for never. A date with an offset: 2027-01-31T00:00:00Z.")]
    public DateTimeOffset? Until { get; set; }
}
