using System;
using System.Collections.Immutable;

namespace NetworkingAnalyzers;

/// <summary>
/// A family of rules. Its name is at once the folder under <c>Rules/</c>, the category that the compiler shows, and, by
/// <see cref="Block"/>, the thousands digit of its ids.
/// </summary>
public sealed class Area
{
    /// <summary>A completed send is not a delivered message.</summary>
    public static readonly Area Delivery = new(1, nameof(Delivery), "a completed send is not a delivered message");

    /// <summary>A read is not a message.</summary>
    public static readonly Area Framing = new(2, nameof(Framing), "a read is not a message");

    /// <summary>Silence is not health.</summary>
    public static readonly Area Liveness = new(3, nameof(Liveness), "silence is not health");

    /// <summary>The accept loop does nothing else.</summary>
    public static readonly Area Accepting = new(4, nameof(Accepting), "the accept loop does nothing else");

    /// <summary>Every connection ends exactly once.</summary>
    public static readonly Area Ownership = new(5, nameof(Ownership), "every connection ends exactly once");

    /// <summary>Never make the I/O thread wait.</summary>
    public static readonly Area IoThreads = new(6, nameof(IoThreads), "never make the I/O thread wait");

    /// <summary>HTTP clients and servers.</summary>
    public static readonly Area Http = new(7, nameof(Http), "one client, every response ended");

    /// <summary>WebSockets.</summary>
    public static readonly Area WebSockets = new(8, nameof(WebSockets), "a frame is not a message");

    /// <summary>The peer is not your friend.</summary>
    public static readonly Area Trust = new(9, nameof(Trust), "the peer is not your friend");

    /// <summary>All areas, in the order of their blocks.</summary>
    public static readonly ImmutableArray<Area> All =
        ImmutableArray.Create(Delivery, Framing, Liveness, Accepting, Ownership, IoThreads, Http, WebSockets, Trust);

    private Area(int block, string name, string motto)
    {
        Block = block;
        Name = name;
        Motto = motto;
    }

    /// <summary>The thousands digit of the area's ids: 2 for NWA2000 to NWA2999.</summary>
    public int Block { get; }

    /// <summary>Folder and category.</summary>
    public string Name { get; }

    /// <summary>The area in one clause, as the table of rules prints it.</summary>
    public string Motto { get; }

    /// <summary>The area whose block an id such as <c>NWA2001</c> lies in.</summary>
    /// <exception cref="ArgumentException">The id lies in no block.</exception>
    public static Area Of(string id)
    {
        foreach (var area in All)
        {
            if (id.Length == 7 && id.StartsWith("NWA", StringComparison.Ordinal) && id[3] - '0' == area.Block)
            {
                return area;
            }
        }

        throw new ArgumentException($"'{id}' is not an id of any area.", nameof(id));
    }
}
