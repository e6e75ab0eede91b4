using System.Security.Cryptography;

namespace Cloakroom.Replay.Stock;

/// <summary>Where the stock side's ticket keys come from.</summary>
internal interface ITicketKeys
{
    ValueTask<string> NextAsync(CancellationToken cancellationToken);
}

/// <summary>As it should be: from the CSPRNG.</summary>
internal sealed class RandomTicketKeys : ITicketKeys
{
    public ValueTask<string> NextAsync(CancellationToken cancellationToken) => new(RandomNumberGenerator.GetHexString(32));
}
