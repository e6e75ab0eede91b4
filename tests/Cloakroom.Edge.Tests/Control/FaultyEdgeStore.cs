using System.Reflection;
using Cloakroom.Edges;

namespace Cloakroom.Edge.Tests.Control;

/// <summary>A store of edges that goes wrong on command, in every call or in those of some names.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage("Performance", "CA1852", Justification = "DispatchProxy derives from it.")]
internal class FaultyEdgeStore : DispatchProxy
{
    private volatile IEdgeStore _inner = null!;
    private volatile Func<string, Task?> _before = _ => null;
    private volatile Func<string, bool> _losesAnswer = _ => false;
    private int _calls;

    /// <summary>How many calls there were, failed ones too.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>The same object, as its users have it.</summary>
    public IEdgeStore Store => (IEdgeStore)(object)this;

    public static FaultyEdgeStore Over(IEdgeStore inner)
    {
        var proxy = (FaultyEdgeStore)(object)Create<IEdgeStore, FaultyEdgeStore>();
        proxy._inner = inner;
        return proxy;
    }

    /// <summary>Another store takes its place: it was lost, or restored.</summary>
    public void Replace(IEdgeStore inner) => _inner = inner;

    /// <summary>Fails without having done anything.</summary>
    public void Fail(string? only = null, int times = int.MaxValue) => _before = name => (only is null || name == only) && times-- > 0
        ? Task.FromException(new CloakroomException(CloakroomErrorCode.StoreUnavailable, "Injected."))
        : null;

    /// <summary>Never answers, whatever the token says.</summary>
    public void Hang() => _before = _ => new TaskCompletionSource().Task;

    /// <summary>Waits for the test, then does it.</summary>
    public void Wait(Task gate) => _before = _ => gate;

    /// <summary>Where the test says so, waits for it, then does it.</summary>
    public void WaitWhen(Func<bool> when, Task gate) => _before = _ => when() ? gate : null;

    /// <summary>Does it, and fails all the same.</summary>
    public void LoseAnswers() => _losesAnswer = _ => true;

    public void Heal()
    {
        _before = _ => null;
        _losesAnswer = _ => false;
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        // A number in memory, and no call that could fail.
        if (targetMethod!.IsSpecialName) return targetMethod.Invoke(_inner, args);
        Interlocked.Increment(ref _calls);
        const BindingFlags own = BindingFlags.NonPublic | BindingFlags.Instance;
        var wrapper = targetMethod.ReturnType.IsGenericType
            ? typeof(FaultyEdgeStore).GetMethod(nameof(AnswerAsync), own)!.MakeGenericMethod(targetMethod.ReturnType.GetGenericArguments())
            : typeof(FaultyEdgeStore).GetMethod(nameof(RunAsync), own)!;
        return wrapper.Invoke(this, [targetMethod, args]);
    }

    private async ValueTask<T> AnswerAsync<T>(MethodInfo method, object?[] args)
    {
        if (_before(method.Name) is { } before) await before;
        var answer = await (ValueTask<T>)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        return _losesAnswer(method.Name) ? throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "Injected, after the fact.") : answer;
    }

    private async ValueTask RunAsync(MethodInfo method, object?[] args)
    {
        if (_before(method.Name) is { } before) await before;
        await (ValueTask)method.Invoke(_inner, BindingFlags.DoNotWrapExceptions, null, args, null)!;
        if (_losesAnswer(method.Name)) throw new CloakroomException(CloakroomErrorCode.StoreUnavailable, "Injected, after the fact.");
    }
}
