using System;
using System.Diagnostics;
using System.Threading;

namespace ReferenceServer.Transport.Linux;

/// <summary>Asks a queue "when would you have come to this?" and keeps the answer; one question is under way at a time.</summary>
internal sealed class LagProbe(IoLoop loop)
{
    private long _asked;
    private long _lag;

    /// <summary>The last answer, or how long the present question has gone unanswered if that is longer. Asks the next one.</summary>
    public TimeSpan Measure()
    {
        var asked = Volatile.Read(ref _asked);
        if (asked != 0)
        {
            return TimeSpan.FromTicks(Math.Max(Volatile.Read(ref _lag), Stopwatch.GetElapsedTime(asked).Ticks));
        }

        Volatile.Write(ref _asked, Stopwatch.GetTimestamp());
        loop.Enqueue(static probe => ((LagProbe)probe!).Answer(), this);
        return TimeSpan.FromTicks(Volatile.Read(ref _lag));
    }

    private void Answer()
    {
        Volatile.Write(ref _lag, Stopwatch.GetElapsedTime(_asked).Ticks);
        Volatile.Write(ref _asked, 0);
    }
}
