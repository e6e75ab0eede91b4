using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Cloakroom.Replay.Harness;

namespace Cloakroom.Replay.Stock;

/// <summary>
/// Session ids from blocks of numbers, a block to each server, made unguessable by a keyed hash. Under the fault every server is given
/// the same block (as when the allocator was restored from a copy), so that each id is allocated once per server.
/// </summary>
internal sealed class BlockTicketKeys(int server, byte[] secret, FaultSwitch fault) : ITicketKeys
{
    private readonly Lock _gate = new();
    private int _block;
    private int _next;

    public ValueTask<string> NextAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            var block = fault.IsOn ? 1_000 : server;
            if (block != _block) (_block, _next) = (block, 0);
            if (fault.IsOn) fault.HadEffect();
            var number = string.Create(CultureInfo.InvariantCulture, $"{_block}:{_next++}");
            return new ValueTask<string>(Convert.ToHexString(HMACSHA256.HashData(secret, Encoding.UTF8.GetBytes(number))));
        }
    }
}
