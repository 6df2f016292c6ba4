using System.Collections.Generic;
using System.Threading;

namespace ReferenceServer.Delivery;

/// <summary>
/// The bytes that the sessions of one peer have accepted and not handled, with one limit for all. Who finds no room waits in line: a large message is not overtaken for ever by small ones of other sessions.
/// </summary>
/// <remarks>From any thread, also under a session's lock: nothing of a session is called from here but on another thread.</remarks>
internal sealed class PeerInbox(long limit)
{
    private readonly Lock _gate = new();
    private readonly List<DeliverySession> _waiting = [];
    private long _used;

    /// <summary>Takes the room for a message; without room the session is told to go on when there is.</summary>
    public bool TryTake(DeliverySession session, int bytes)
    {
        lock (_gate)
        {
            var first = _waiting.Count == 0 || _waiting[0] == session;
            if (!first || (_used > 0 && _used + bytes > limit))
            {
                if (!_waiting.Contains(session))
                {
                    _waiting.Add(session);
                }

                return false;
            }

            _used += bytes;
            if (_waiting.Remove(session))
            {
                CallFirst();
            }

            return true;
        }
    }

    /// <summary>Counts what a store kept from before, whether there is room or not.</summary>
    public void Take(long bytes)
    {
        lock (_gate)
        {
            _used += bytes;
        }
    }

    public void Give(long bytes)
    {
        lock (_gate)
        {
            _used -= bytes;
            CallFirst();
        }
    }

    /// <summary>The session has ended; those behind it move up.</summary>
    public void Leave(DeliverySession session)
    {
        lock (_gate)
        {
            if (_waiting.Remove(session))
            {
                CallFirst();
            }
        }
    }

    private void CallFirst()
    {
        if (_waiting.Count > 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static session => session.AcceptMore(), _waiting[0], preferLocal: false);
        }
    }
}
