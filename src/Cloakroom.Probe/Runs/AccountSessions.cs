using System.Collections.Concurrent;
using Cloakroom.Probe.Accounts;
using Cloakroom.Probe.Plans;

namespace Cloakroom.Probe.Runs;

/// <summary>Lets an account be used by many requests at once, and signed in or out by one when none is under way: half of a sign-in is no test.</summary>
internal sealed class AccountSessions
{
    private readonly ConcurrentDictionary<Account, Gate> _gates = new();

    /// <summary>Waits while the account is being signed in or out.</summary>
    public Task<IDisposable> EnterAsync(Account account, CancellationToken cancellationToken) => GateOf(account).EnterAsync(alone: false, cancellationToken);

    /// <summary>Waits until no request is under way in its name, and keeps others from beginning.</summary>
    public Task<IDisposable> EnterAloneAsync(Account account, CancellationToken cancellationToken) => GateOf(account).EnterAsync(alone: true, cancellationToken);

    private Gate GateOf(Account account) => _gates.GetOrAdd(account, _ => new Gate());

    private sealed class Gate
    {
        private readonly Lock _lock = new();
        private readonly Signal _signal = new();
        private int _inside;
        private int _waitingAlone;
        private bool _isAlone;

        public async Task<IDisposable> EnterAsync(bool alone, CancellationToken cancellationToken)
        {
            var isWaiting = false;
            try
            {
                while (true)
                {
                    Task changed;
                    lock (_lock)
                    {
                        if (alone ? !_isAlone && _inside == 0 : !_isAlone && _waitingAlone == 0)
                        {
                            _isAlone = alone;
                            _inside += alone ? 0 : 1;
                            return new Turn(this, alone);
                        }

                        if (alone && !isWaiting)
                        {
                            isWaiting = true;
                            _waitingAlone++;
                        }

                        changed = _signal.Next;
                    }

                    await changed.WaitAsync(cancellationToken);
                }
            }
            finally
            {
                if (isWaiting)
                {
                    lock (_lock)
                    {
                        _waitingAlone--;
                        _signal.Changed();
                    }
                }
            }
        }

        public void Leave(bool alone)
        {
            lock (_lock)
            {
                if (alone)
                    _isAlone = false;
                else
                    _inside--;
                _signal.Changed();
            }
        }
    }

    private sealed class Turn(Gate gate, bool alone) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                gate.Leave(alone);
        }
    }
}
