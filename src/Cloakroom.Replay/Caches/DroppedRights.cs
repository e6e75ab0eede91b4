namespace Cloakroom.Replay.Caches;

/// <summary>Servers that are started by root give up its rights. What they are to read or write then must be open to the user that they become.</summary>
internal static class DroppedRights
{
    private const UnixFileMode Everybody =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    /// <summary>Makes a directory inside a server's own, which it can write to as whoever it runs. It lives as long as the test data in it.</summary>
    /// <returns>Its path.</returns>
    public static string MakeWritable(string directory, string name)
    {
        var path = Directory.CreateDirectory(Path.Combine(directory, name)).FullName;
        if (OperatingSystem.IsWindows() || !Environment.IsPrivilegedProcess) return path;
        File.SetUnixFileMode(path, Everybody);
        File.SetUnixFileMode(directory, File.GetUnixFileMode(directory) | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute | UnixFileMode.GroupRead | UnixFileMode.OtherRead);
        return path;
    }
}
