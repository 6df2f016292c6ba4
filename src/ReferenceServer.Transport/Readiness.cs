using System.Threading;

namespace ReferenceServer.Transport;

/// <summary>
/// "Something may have happened", once or often, for one waiter at a time. Set by any thread. A set without a waiter is kept for the
/// next wait, so no edge of epoll is lost. A value of four bytes, as each connection has two.
/// </summary>
internal struct Readiness
{
    private const int Nothing = 0;
    private const int Happened = 1;
    private const int Awaited = 2;

    private int _state;

    /// <summary>Takes what has happened, or begins to wait.</summary>
    /// <returns>True: it has happened, and what happens from now on is kept for the next wait. False: <see cref="Set"/> will say that somebody waits.</returns>
    public bool TakeOrAwait()
    {
        if (Interlocked.CompareExchange(ref _state, Awaited, Nothing) == Nothing)
        {
            return false;
        }

        Interlocked.Exchange(ref _state, Nothing);
        return true;
    }

    /// <summary>It happened.</summary>
    /// <returns>Whether somebody waited, whom the caller now calls.</returns>
    public bool Set()
    {
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, Happened, Nothing))
            {
                case Awaited:
                    // Nothing, not Happened: the waiter looks at the socket after this.
                    if (Interlocked.CompareExchange(ref _state, Nothing, Awaited) == Awaited)
                    {
                        return true;
                    }

                    break; // another set was quicker
                default:
                    return false;
            }
        }
    }
}
