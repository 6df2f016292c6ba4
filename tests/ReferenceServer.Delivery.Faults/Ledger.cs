using System;
using System.Collections.Generic;
using System.Linq;

namespace ReferenceServer.Delivery.Faults;

/// <summary>What went in and what came out, in numbers. A run is right when the first six are zero.</summary>
/// <param name="Lost">Taken over by the sender's side, or even acknowledged, and never delivered.</param>
/// <param name="Unexpected">Delivered though never sent, refused, or withdrawn with a promise that it would not come.</param>
/// <param name="Duplicated">Delivered again.</param>
/// <param name="Reordered">Delivered after one that was sent later.</param>
/// <param name="Corrupted">Delivered with other bytes than were sent.</param>
/// <param name="Early">Acknowledged before the receiving side had it for good.</param>
/// <param name="Recovered">Delivered although the sender's process died before it could know.</param>
/// <param name="Delivered">Delivered at all.</param>
/// <param name="Acknowledged">Acknowledged to the sender.</param>
public readonly record struct Verdict(int Lost, int Unexpected, int Duplicated, int Reordered, int Corrupted, int Early, int Recovered, int Delivered, int Acknowledged)
{
    /// <summary>Whether every promise held.</summary>
    public bool Holds => Lost + Unexpected + Duplicated + Reordered + Corrupted + Early == 0;

    /// <summary>Both runs together.</summary>
    public static Verdict operator +(Verdict a, Verdict b) => new(
        a.Lost + b.Lost, a.Unexpected + b.Unexpected, a.Duplicated + b.Duplicated, a.Reordered + b.Reordered, a.Corrupted + b.Corrupted, a.Early + b.Early,
        a.Recovered + b.Recovered, a.Delivered + b.Delivered, a.Acknowledged + b.Acknowledged);
}

/// <summary>
/// The checker: every message has a number, in the order in which it was offered; what comes out is held against what went in, as Jepsen's total-queue does. Not thread-safe.
/// </summary>
public sealed class Ledger
{
    private readonly Dictionary<ulong, ulong> _offered = [];
    private readonly HashSet<ulong> _taken = [];
    private readonly HashSet<ulong> _acknowledged = [];
    private readonly HashSet<ulong> _out = [];
    private readonly HashSet<ulong> _undecided = [];
    private readonly List<ulong> _delivered = [];
    private int _corrupted;
    private int _early;

    /// <summary>The sender is about to send this message.</summary>
    public void Offered(ulong number, ReadOnlySpan<byte> payload) => _offered[number] = Fingerprint(payload);

    /// <summary>The sending side has it for good: from here on it must be delivered.</summary>
    public void Taken(ulong number) => _taken.Add(number);

    /// <summary>It was refused or withdrawn, and the sender was told so: it must not be delivered.</summary>
    public void TakenBack(ulong number)
    {
        _taken.Remove(number);
        _out.Add(number);
    }

    /// <summary>Its sender has asked for it back and has no answer yet: it may come or not.</summary>
    public void Doubtful(ulong number) => _taken.Remove(number);

    /// <summary>The sender was told that it arrived.</summary>
    /// <param name="number">The message.</param>
    /// <param name="isThere">Whether the receiving side has it for good at this moment.</param>
    public void Acknowledged(ulong number, bool isThere = true)
    {
        _acknowledged.Add(number);
        _early += isThere ? 0 : 1;
    }

    /// <summary>The sender's process has died: what it had offered and had no answer for, it could not know the end of.</summary>
    public void SenderDied() => _undecided.UnionWith(_offered.Keys.Where(number => !_acknowledged.Contains(number) && !_out.Contains(number)));

    /// <summary>The receiver's handler was given this.</summary>
    public void Delivered(ulong number, ReadOnlySpan<byte> payload) => Delivered(number, Fingerprint(payload));

    /// <summary>The same, by the <see cref="Fingerprint"/> of its bytes.</summary>
    public void Delivered(ulong number, ulong fingerprint)
    {
        _delivered.Add(number);
        _corrupted += _offered.TryGetValue(number, out var sent) && sent != fingerprint ? 1 : 0;
    }

    /// <summary>The numbers of what was promised and did not come.</summary>
    public IEnumerable<ulong> Missing() => _taken.Union(_acknowledged).Except(_delivered).Except(_out).Order();

    /// <summary>How it ended.</summary>
    public Verdict Judge()
    {
        var seen = new HashSet<ulong>();
        var (highest, duplicated, reordered, unexpected) = (0UL, 0, 0, 0);
        foreach (var number in _delivered)
        {
            unexpected += !_offered.ContainsKey(number) || _out.Contains(number) ? 1 : 0;
            if (!seen.Add(number))
            {
                duplicated++;
            }
            else if (number < highest)
            {
                reordered++;
            }

            highest = Math.Max(highest, number);
        }

        return new Verdict(
            Missing().Count(), unexpected, duplicated, reordered, _corrupted, _early,
            seen.Count(number => !_acknowledged.Contains(number) || _undecided.Contains(number)), _delivered.Count, _acknowledged.Count);
    }

    /// <summary>A number that other bytes would not have.</summary>
    public static ulong Fingerprint(ReadOnlySpan<byte> bytes)
    {
        // FNV-1a, on purpose not the checksum that the code under test relies on.
        var hash = 14695981039346656037UL;
        foreach (var one in bytes)
        {
            hash = (hash ^ one) * 1099511628211UL;
        }

        return hash ^ (ulong)bytes.Length;
    }
}
