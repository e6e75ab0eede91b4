namespace Cloakroom.Journal;

/// <summary>Hears of every mix-up on this node, after it is durable or its loss is counted. Register any number as singletons.</summary>
public interface IMixupListener
{
    /// <summary>Called on the request's flow, so return at once. Exceptions are logged and swallowed.</summary>
    /// <param name="mixup">What happened.</param>
    void OnMixup(Mixup mixup);
}
