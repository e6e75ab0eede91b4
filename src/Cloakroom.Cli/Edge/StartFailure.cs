using System.Net.Sockets;
using System.Security.Cryptography;
using Cloakroom.Edge.Configuration;
using Cloakroom.Edge.Configuration.Reading;
using Microsoft.AspNetCore.Connections;

namespace Cloakroom.Cli.Edge;

/// <summary>What went wrong when the edge was started, and what to do: never a stack trace for what a user can mend.</summary>
internal static class StartFailure
{
    /// <returns>Null for what nobody could foresee.</returns>
    public static string? Explain(Exception failure, EdgeOptions options) => failure switch
    {
        OperationCanceledException or FileLoadException => null,
        // An assembly that is missing is no mistake of the user's.
        FileNotFoundException { FileName: { } assembly } when assembly.Contains("Version=", StringComparison.Ordinal) => null,
        StoreDirectoryException store =>
            $"the store's directory {Shown.Of(store.Directory)} cannot be written to. Give another with --data, or give the user that the edge runs as the right to write there.",
        _ when Find<AddressInUseException>(failure) is { } => $"{Address(failure, options)} is in use by another program. Stop that, or choose another port with --listen or --admin.",
        _ when Find<SocketException>(failure) is { } socket => Explain(socket, Address(failure, options)),
        CloakroomException known => known.Message,
        CryptographicException => "a key or certificate could not be read. Check tls in the configuration, and keys/ in the store's directory.",
        UnauthorizedAccessException or IOException => $"{Shown.Of(failure.Message)} Check that the user that the edge runs as may read and write what the configuration names.",
        _ => null,
    };

    private static string Explain(SocketException failure, string address) => failure.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => $"{address} is in use by another program. Stop that, or choose another port with --listen or --admin.",
        SocketError.AccessDenied => $"the system does not allow to listen on {address}. Ports below 1024 need the right to (CAP_NET_BIND_SERVICE): choose another with --listen, or grant it.",
        SocketError.AddressNotAvailable => $"{address} is not an address of this machine. Choose one with --listen, or * for all.",
        _ => $"{address} cannot be listened on ({failure.SocketErrorCode}). Choose another with --listen.",
    };

    // Kestrel names the address in its message only.
    private static string Address(Exception failure, EdgeOptions options) =>
        options.Listen.Append(options.Admin.Listen).FirstOrDefault(address => address.Length > 0 && Chain(failure).Any(e => e.Message.Contains(address.TrimEnd('/'), StringComparison.OrdinalIgnoreCase)))
        ?? string.Join(" or ", options.Listen.Append(options.Admin.Listen).Where(address => address.Length > 0));

    private static T? Find<T>(Exception failure) where T : Exception => Chain(failure).OfType<T>().FirstOrDefault();

    private static IEnumerable<Exception> Chain(Exception failure)
    {
        for (Exception? e = failure; e is not null; e = e.InnerException)
        {
            yield return e;
            foreach (var inner in (e as AggregateException)?.InnerExceptions.SelectMany(Chain) ?? []) yield return inner;
        }
    }
}
