using System.Reflection;
using Cloakroom.Sessions;

namespace Cloakroom.Tests.Stores;

/// <summary>A store of which a test answers single calls itself, where <see cref="FaultyStore"/> has no fault for it.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class StoreProxy : DispatchProxy
{
    private ICloakroomStore _inner = null!;
    private Func<string, object?[], object?> _answer = null!;

    /// <param name="inner">Who answers the other calls.</param>
    /// <param name="answer">Given a member's name and arguments: the answer, or null to pass the call on.</param>
    public static ICloakroomStore Over(ICloakroomStore inner, Func<string, object?[], object?> answer)
    {
        var proxy = Create<ICloakroomStore, StoreProxy>();
        var own = (StoreProxy)(object)proxy;
        own._inner = inner;
        own._answer = answer;
        return proxy;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) =>
        _answer(targetMethod!.Name, args!) ?? targetMethod.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null);
}
