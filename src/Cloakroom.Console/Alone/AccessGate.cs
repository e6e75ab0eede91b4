using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Cloakroom.Console.Alone;

/// <summary>Who may use a console that runs alone: whoever was given the address that it printed, and the browser that came with it first.</summary>
/// <remarks>
/// Browsers send cookies of one host to all its ports, so another program on this machine would be sent ours. A place that nobody can guess in the path, and a
/// cookie that is sent nowhere else, keep it from them; a <c>__Host-</c> cookie would be for all paths.
/// </remarks>
internal sealed class AccessGate
{
    public const string Cookie = "cloakroom-console";

    private readonly Lock _lock = new();
    private readonly byte[] _token;
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[]? _session;

    public AccessGate()
    {
        Place = Secret(12);
        Token = Secret(32);
        _token = Hash(Token);
    }

    /// <summary>The first part of every path.</summary>
    public string Place { get; }

    /// <summary>Good once.</summary>
    public string Token { get; }

    /// <summary>Ends when a browser has come in.</summary>
    public Task Entered => _entered.Task;

    /// <summary>Takes the token.</summary>
    /// <returns>The value of the cookie; null when the token is wrong or was taken already.</returns>
    public string? Enter(string token)
    {
        lock (_lock)
        {
            if (!CryptographicOperations.FixedTimeEquals(Hash(token), _token) || _session is not null)
                return null;
            var session = Secret(32);
            _session = Hash(session);
            _entered.TrySetResult();
            return session;
        }
    }

    /// <summary>Whether this is the cookie that was given out.</summary>
    public bool Knows(string? cookie)
    {
        var session = Volatile.Read(ref _session);
        return cookie is not null && session is not null && CryptographicOperations.FixedTimeEquals(Hash(cookie), session);
    }

    private static string Secret(int bytes) => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(bytes));

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
