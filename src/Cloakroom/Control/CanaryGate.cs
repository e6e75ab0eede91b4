namespace Cloakroom.Control;

/// <summary>Whether this node's canary lets people sign in (invariant I12).</summary>
internal sealed class CanaryGate
{
    private volatile bool _isClosed;

    public bool IsSignInAllowed => !_isClosed;

    public void Close() => _isClosed = true;

    public void Open() => _isClosed = false;
}
