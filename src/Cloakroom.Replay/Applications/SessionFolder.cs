namespace Cloakroom.Replay.Applications;

/// <summary>Where PHP keeps its sessions. Made inaccessible by taking it away, which holds for root too, unlike its permissions.</summary>
internal sealed class SessionFolder(string path)
{
    private string Away => path + ".away";

    public string Path => path;

    public void TakeAway() => Directory.Move(path, Away);

    public void BringBack() => Directory.Move(Away, path);
}
