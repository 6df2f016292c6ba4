using System;
using System.Diagnostics;
using System.Threading;

namespace ReferenceServer.Transport;

/// <summary>
/// Turns a stream of mishaps into two log lines: one when it begins and one, with the count, when it has been over for a while.
/// <see cref="Add"/> may be called from any thread; <see cref="Tick"/> by one.
/// </summary>
/// <param name="begun">Called once at the first mishap.</param>
/// <param name="ended">Called once with how many there were and how long it lasted.</param>
internal sealed class Episode(Action<long, TimeSpan> begun, Action<long, TimeSpan> ended)
{
    /// <summary>So long without a mishap, and the episode is over.</summary>
    public static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private long _count;
    private long _first;
    private long _last;

    public bool IsOpen => Volatile.Read(ref _count) != 0;

    public void Add()
    {
        bool first;
        lock (_gate)
        {
            first = _count++ == 0;
            _last = Stopwatch.GetTimestamp();
            if (first)
            {
                _first = _last;
            }
        }

        if (first)
        {
            begun(1, TimeSpan.Zero);
        }
    }

    /// <summary>Ends the episode if it has been calm for long enough, or at once if asked to.</summary>
    public void Tick(bool over = false)
    {
        if (!IsOpen)
        {
            return;
        }

        long count;
        TimeSpan lasted;
        lock (_gate)
        {
            if (!over && Stopwatch.GetElapsedTime(_last) < Calm)
            {
                return;
            }

            (count, lasted) = (_count, Stopwatch.GetElapsedTime(_first, _last));
            _count = 0;
        }

        ended(count, lasted);
    }
}
