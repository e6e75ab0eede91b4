using System.Security.Cryptography;

namespace Cloakroom.Edge.Configuration.Reload;

/// <summary>What a file is at one moment: by its content, since names, times and inodes say little after a rename or a swapped link.</summary>
/// <param name="IsThere">Whether it can be read.</param>
/// <param name="Hash">Of its content; null when it is not there.</param>
internal readonly record struct FileSight(bool IsThere, string? Hash)
{
    public static FileSight Of(string file)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            // A pipe can be read only once, and was.
            return !stream.CanSeek ? default : new FileSight(true, Convert.ToHexString(SHA256.HashData(stream)));
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
